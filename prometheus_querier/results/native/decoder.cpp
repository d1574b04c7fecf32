// The compiled twin of pure.py and remote_read/frames.py: the same functions, with the same arguments and results.
//
// Bytes are read without the interpreter's lock (scan.hpp, frames.hpp); then Python objects are made of what was found.
#include "objects.hpp"

#include <exception>

#include "frames.hpp"
#include "scan.hpp"

namespace {

// Whether a column holds exactly these numbers.
bool same(PyObject *column, const double *numbers, size_t count) {
    const Buffer held(column);
    return held.held() && held.text().size() == count * sizeof(double) &&
           std::memcmp(held.text().data(), numbers, held.text().size()) == 0;
}

// Makes label sets; neighbours have most of their strings in common, which are then made once.
class LabelSets {
   public:
    LabelSets(const State *state, const scan::Elements &found) : state_(state), found_(found) {}

    // The label set of an element; without one and without an exception where it is no text or has a name twice.
    PyObject *make(const scan::Element &element) {
        if (element.escaped) return strictly(element.labels);
        Ref set(PyDict_New());
        if (!set) return nullptr;
        const size_t count = 2 * element.labels_count;
        if (made_.size() < count) made_.resize(count);
        for (size_t i = 0; i < count; i += 2) {
            PyObject *name = text(i, found_.strings[element.strings + i]);
            PyObject *value = name ? text(i + 1, found_.strings[element.strings + i + 1]) : nullptr;
            if (!value) return unless_unicode_error();
            if (PyDict_SetItem(set.get(), name, value) < 0) return nullptr;
        }
        return size_t(PyDict_Size(set.get())) == element.labels_count ? set.release() : nullptr;
    }

   private:
    struct Made {
        std::string_view text;
        Ref object;
    };

    PyObject *text(size_t place, std::string_view wanted) {
        Made &made = made_[place];
        if (!made.object || made.text != wanted) {
            made.object.reset(unicode(wanted));
            made.text = wanted;
        }
        return made.object.get();
    }

    PyObject *strictly(std::string_view labels) {
        Ref text(bytes(labels));
        if (!text) return nullptr;
        PyObject *set = PyObject_CallFunctionObjArgs(state_->read_labels, text.get(), nullptr);
        if (!set && PyErr_ExceptionMatches(PyExc_Exception) && !PyErr_ExceptionMatches(PyExc_MemoryError)) PyErr_Clear();
        return set;
    }

    static PyObject *unless_unicode_error() {
        if (PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) PyErr_Clear();
        return nullptr;
    }

    const State *state_;
    const scan::Elements &found_;
    std::vector<Made> made_;
};

// What a matrix's decoder remembers from one region to the next: a spelling of times, and their column.
struct Times {
    scan::Spelled spelled = std::make_shared<const scan::Spelling>();
    Ref column;

    // In Python it is a capsule; none is an empty one.
    static bool read(PyObject *object, Times &times) {
        if (object == Py_None) return true;
        const auto *known = static_cast<const Times *>(PyCapsule_GetPointer(object, name));
        if (!known) return false;
        times.spelled = known->spelled;
        times.column.reset(Py_NewRef(known->column.get()));
        return true;
    }

    PyObject *wrap() && {
        if (!column) return Py_NewRef(Py_None);
        auto kept = std::make_unique<Times>(std::move(*this));
        PyObject *capsule = PyCapsule_New(kept.get(), name, [](PyObject *ending) {
            delete static_cast<Times *>(PyCapsule_GetPointer(ending, name));
        });
        if (capsule) kept.release();
        return capsule;
    }

   private:
    static constexpr const char *name = "prometheus_querier.results.times";
};

// Gives what was found, and has the times of the last spelling in `times`.
PyObject *matrix(const State *state, const scan::Elements &found, Times &times) {
    Ref decoded(PyList_New(0));
    if (!decoded) return nullptr;
    LabelSets label_sets(state, found);
    Ref last(Py_XNewRef(times.column.get()));
    for (const scan::Element &element : found.all) {
        if (element.regular && element.shares_times) {
            last.reset(Py_NewRef(times.column.get()));
        } else if (element.regular) {
            const double *const numbers = found.times.data() + element.times;
            // Neighbours may have the same gaps.
            if (!last || !same(last.get(), numbers, element.samples)) {
                if (PyErr_Occurred()) return nullptr;
                last.reset(column(state, numbers, element.samples));
                if (!last) return nullptr;
            }
            if (element.spells_times) times.column.reset(Py_NewRef(last.get()));
        }
        Ref labels(element.regular ? label_sets.make(element) : nullptr);
        if (PyErr_Occurred()) return nullptr;
        if (!labels) {
            if (!append(decoded.get(), Ref(bytes(element.text)))) return nullptr;
            continue;
        }
        Ref values(column(state, found.values.data() + element.values, element.samples));
        if (!values) return nullptr;
        if (!append(decoded.get(), Ref(PyTuple_Pack(3, labels.get(), last.get(), values.get())))) return nullptr;
    }
    return decoded.release();
}

PyObject *vector(const State *state, const scan::Elements &found) {
    Ref decoded(PyList_New(0));
    if (!decoded) return nullptr;
    LabelSets label_sets(state, found);
    size_t first = 0;
    Ref run(PyList_New(0));  // the label sets from element `first` on
    if (!run) return nullptr;
    const auto finish_run = [&](size_t end) {
        if (first == end) return true;
        const scan::Element &begin = found.all[first];
        const size_t count = end - first;
        Ref times(column(state, found.times.data() + begin.times, count));
        Ref values(times ? column(state, found.values.data() + begin.values, count) : nullptr);
        return values && append(decoded.get(), Ref(PyTuple_Pack(3, run.get(), times.get(), values.get())));
    };
    for (size_t i = 0; i < found.all.size(); ++i) {
        const scan::Element &element = found.all[i];
        Ref labels(element.regular ? label_sets.make(element) : nullptr);
        if (PyErr_Occurred()) return nullptr;
        if (labels) {
            if (PyList_Append(run.get(), labels.get()) < 0) return nullptr;
            continue;
        }
        if (!finish_run(i) || !append(decoded.get(), Ref(bytes(element.text)))) return nullptr;
        first = i + 1;
        run.reset(PyList_New(0));
        if (!run) return nullptr;
    }
    return finish_run(found.all.size()) ? decoded.release() : nullptr;
}

PyObject *series(const State *state, const frames::Series &found) {
    Ref labels(PyDict_New());
    Ref others(PyList_New(0));
    if (!labels || !others) return nullptr;
    for (const auto &[name, text] : found.labels) {
        Ref key(unicode(name));
        Ref value(key ? unicode(text) : nullptr);
        if (!value || PyDict_SetItem(labels.get(), key.get(), value.get()) < 0) return nullptr;
    }
    for (const auto &[encoding, chunk] : found.others) {
        Ref number(PyLong_FromUnsignedLongLong(encoding));
        Ref data(number ? bytes(chunk) : nullptr);
        if (!data || !append(others.get(), Ref(PyTuple_Pack(2, number.get(), data.get())))) return nullptr;
    }
    Ref times(column(state, found.times.data(), found.times.size()));
    Ref values(times ? column(state, found.values.data(), found.values.size()) : nullptr);
    if (!values) return nullptr;
    PyObject *const ordered = found.ordered ? Py_True : Py_False;
    return PyTuple_Pack(5, labels.get(), times.get(), values.get(), ordered, others.get());
}

// No exception of C++ may reach Python.
template <typename Function>
PyObject *guarded(Function function) {
    try {
        return function();
    } catch (const frames::Broken &broken) {
        PyErr_SetString(PyExc_ValueError, broken.reason);
        return nullptr;
    } catch (const std::exception &) {
        return PyErr_NoMemory();
    }
}

PyObject *decode_matrix(PyObject *module, PyObject *arguments) {
    PyObject *region, *known;
    if (!PyArg_ParseTuple(arguments, "OO:decode_matrix", &region, &known)) return nullptr;
    return guarded([&]() -> PyObject * {
        Times times;
        const Buffer buffer(region);
        if (!buffer.held() || !Times::read(known, times)) return nullptr;
        const scan::Spelled before = times.spelled;
        scan::Elements found;
        {
            const Unlocked unlocked;
            found = scan::elements(buffer.text(), true, times.spelled);
        }
        Ref decoded(matrix(state_of(module), found, times));
        if (!decoded) return nullptr;
        Ref remembered(times.spelled == before ? Py_NewRef(known) : std::move(times).wrap());
        return remembered ? PyTuple_Pack(2, decoded.get(), remembered.get()) : nullptr;
    });
}

PyObject *decode_vector(PyObject *module, PyObject *region) {
    return guarded([&]() -> PyObject * {
        const Buffer buffer(region);
        if (!buffer.held()) return nullptr;
        scan::Elements found;
        {
            const Unlocked unlocked;
            scan::Spelled none;
            found = scan::elements(buffer.text(), false, none);
        }
        return vector(state_of(module), found);
    });
}

PyObject *decode_frame(PyObject *module, PyObject *arguments) {
    PyObject *frame;
    long long start_ms, end_ms;
    if (!PyArg_ParseTuple(arguments, "OLL:decode_frame", &frame, &start_ms, &end_ms)) return nullptr;
    return guarded([&]() -> PyObject * {
        const Buffer buffer(frame);
        if (!buffer.held()) return nullptr;
        std::vector<frames::Series> found;
        {
            const Unlocked unlocked;
            found = frames::decode(buffer.text(), start_ms, end_ms);
        }
        Ref decoded(PyList_New(0));
        if (!decoded) return nullptr;
        for (const frames::Series &one : found)
            if (!append(decoded.get(), Ref(series(state_of(module), one)))) return nullptr;
        return decoded.release();
    });
}

PyObject *crc32c(PyObject *, PyObject *data) {
    return guarded([&]() -> PyObject * {
        const Buffer buffer(data);
        if (!buffer.held()) return nullptr;
        uint32_t checksum;
        {
            const Unlocked unlocked;
            checksum = frames::crc32c(buffer.text());
        }
        return PyLong_FromUnsignedLong(checksum);
    });
}

PyObject *attribute(const char *module_name, const char *name) {
    Ref module(PyImport_ImportModule(module_name));
    return module ? PyObject_GetAttrString(module.get(), name) : nullptr;
}

int begin(PyObject *module) {
    State *state = state_of(module);
    state->array = attribute("array", "array");
    state->read_labels = state->array ? attribute("prometheus_querier.results.pure", "read_labels") : nullptr;
    if (!state->read_labels) return -1;
    // Bytes of frames that are best decoded together: what is found of them stays in the processor's cache.
    return PyModule_AddIntConstant(module, "ENOUGH", 1 << 18);
}

int traverse(PyObject *module, visitproc visit, void *arg) {
    if (State *state = state_of(module)) {
        Py_VISIT(state->array);
        Py_VISIT(state->read_labels);
    }
    return 0;
}

int clear(PyObject *module) {
    if (State *state = state_of(module)) {
        Py_CLEAR(state->array);
        Py_CLEAR(state->read_labels);
    }
    return 0;
}

void release(void *module) { clear(static_cast<PyObject *>(module)); }

PyMethodDef methods[] = {
    {"decode_matrix", decode_matrix, METH_VARARGS, "Decodes the elements of a matrix, as pure.decode_matrix does."},
    {"decode_vector", decode_vector, METH_O, "Decodes the elements of a vector, as pure.decode_vector does."},
    {"decode_frame", decode_frame, METH_VARARGS, "Decodes a frame of remote read, as frames.decode_frame does."},
    {"crc32c", crc32c, METH_O, "Computes the checksum of Castagnoli."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef_Slot slots[] = {
    {Py_mod_exec, reinterpret_cast<void *>(begin)},
    {0, nullptr},
};

PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_decoder", "The compiled decoder of regular elements.", sizeof(State), methods, slots,
    traverse, clear, release,
};

}  // namespace

PyMODINIT_FUNC PyInit__decoder() { return PyModuleDef_Init(&definition); }
