// Python objects, and the interpreter's lock, in the manner of C++.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <memory>
#include <string_view>

struct Release {
    void operator()(PyObject *object) const { Py_XDECREF(object); }
};
using Ref = std::unique_ptr<PyObject, Release>;

struct State {
    PyObject *array;      // array.array
    PyObject *read_labels;  // reads label sets with escapes
};

inline State *state_of(PyObject *module) { return static_cast<State *>(PyModule_GetState(module)); }

// The bytes of an argument, held while they are read.
class Buffer {
   public:
    explicit Buffer(PyObject *object) : held_(PyObject_GetBuffer(object, &view_, PyBUF_SIMPLE) == 0) {}
    ~Buffer() {
        if (held_) PyBuffer_Release(&view_);
    }
    Buffer(const Buffer &) = delete;
    Buffer &operator=(const Buffer &) = delete;

    bool held() const { return held_; }
    std::string_view text() const { return {static_cast<const char *>(view_.buf), size_t(view_.len)}; }

   private:
    Py_buffer view_;
    bool held_;
};

// Lets other threads work for as long as it lives.
class Unlocked {
   public:
    Unlocked() : thread_(PyEval_SaveThread()) {}
    ~Unlocked() { PyEval_RestoreThread(thread_); }
    Unlocked(const Unlocked &) = delete;
    Unlocked &operator=(const Unlocked &) = delete;

   private:
    PyThreadState *thread_;
};

inline PyObject *column(const State *state, const double *numbers, size_t count) {
    Ref column(PyObject_CallFunction(state->array, "s", "d"));
    if (!column || count == 0) return column.release();
    char *bytes = reinterpret_cast<char *>(const_cast<double *>(numbers));
    Ref view(PyMemoryView_FromMemory(bytes, Py_ssize_t(count * sizeof(double)), PyBUF_READ));
    if (!view) return nullptr;
    Ref nothing(PyObject_CallMethod(column.get(), "frombytes", "O", view.get()));
    return nothing ? column.release() : nullptr;
}

inline PyObject *bytes(std::string_view text) { return PyBytes_FromStringAndSize(text.data(), Py_ssize_t(text.size())); }

inline bool append(PyObject *list, Ref item) { return item && PyList_Append(list, item.get()) == 0; }

inline PyObject *unicode(std::string_view text) {
    return PyUnicode_DecodeUTF8(text.data(), Py_ssize_t(text.size()), "strict");
}
