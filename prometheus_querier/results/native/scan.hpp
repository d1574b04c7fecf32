// Reading the regular text of Prometheus' answers: no Python here, and no memory outside the region given.
//
// The text is what pure.py describes. Whatever deviates makes the reading of that element fail, and its text is then
// judged elsewhere: nothing here needs to know what is wrong with it.
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace scan {

// Prometheus counts time in int64 milliseconds.
constexpr double max_seconds = 9223372036854775808.0 / 1000;

// A place in a region, and its end.
struct Cursor {
    const char *at;
    const char *end;

    bool done() const { return at == end; }
    char peek(size_t ahead = 0) const { return size_t(end - at) > ahead ? at[ahead] : '\0'; }

    bool take(char expected) {
        if (peek() != expected || done()) return false;
        ++at;
        return true;
    }

    bool take(std::string_view expected) {
        if (size_t(end - at) < expected.size() || !same(at, expected.data(), expected.size())) return false;
        at += expected.size();
        return true;
    }

   private:
    // Most texts have 8 to 16 bytes: two words that may overlap are compared faster than a function is called.
    static bool same(const char *one, const char *other, size_t size) {
        constexpr size_t word = 8;
        if (size < word || size > 2 * word) return std::memcmp(one, other, size) == 0;
        const size_t second = size - word;
        return std::memcmp(one, other, word) == 0 && std::memcmp(one + second, other + second, word) == 0;
    }
};

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A number in JSON's grammar, to the nearest double.
inline bool number(Cursor &cursor, double &value) {
    constexpr int exact_digits = 18;  // which an uint64_t holds, whatever they are
    const char *const start = cursor.at;
    const bool negative = cursor.take('-');
    const char *const first = cursor.at;
    const char *at = first;
    uint64_t integer = 0;
    for (; at != cursor.end && is_digit(*at); ++at) integer = 10 * integer + uint64_t(*at - '0');
    const auto digits = at - first;
    if (digits == 0 || (digits > 1 && *first == '0')) return false;
    cursor.at = at;
    const char next = cursor.peek();
    if (digits <= exact_digits && next != '.' && next != 'e' && next != 'E') {
        value = negative ? -double(integer) : double(integer);
        return true;
    }
    if (next == '.' && !is_digit(cursor.peek(1))) return false;
    const auto read = std::from_chars(start, cursor.end, value);
    cursor.at = read.ptr;
    return read.ec == std::errc();
}

// A value as Prometheus writes it, with its quotes.
inline bool quoted_value(Cursor &cursor, double &value) {
    if (!cursor.take('"')) return false;
    const Cursor start = cursor;
    if (number(cursor, value)) return cursor.take('"');
    cursor = start;
    if (cursor.take("NaN\"")) {
        value = std::numeric_limits<double>::quiet_NaN();
    } else if (cursor.take("+Inf\"")) {
        value = std::numeric_limits<double>::infinity();
    } else if (cursor.take("-Inf\"")) {
        value = -std::numeric_limits<double>::infinity();
    } else {
        return false;
    }
    return true;
}

// The beginning of a sample: [time,
inline bool timestamp(Cursor &cursor, double &time) {
    return cursor.take('[') && number(cursor, time) && std::fabs(time) < max_seconds && cursor.take(',');
}

// A string, without its quotes and with its escapes as they are.
inline bool string(Cursor &cursor, std::string_view &text, bool &escaped) {
    if (!cursor.take('"')) return false;
    const char *start = cursor.at;
    for (; !cursor.done() && *cursor.at != '"'; ++cursor.at) {
        if (static_cast<unsigned char>(*cursor.at) < 0x20) return false;
        if (*cursor.at == '\\') {
            escaped = true;
            if (++cursor.at == cursor.end) return false;
        }
    }
    text = std::string_view(start, size_t(cursor.at - start));
    return cursor.take('"');
}

// What is found of one element, by index into the vectors of Elements.
struct Element {
    std::string_view text;    // all of it
    bool regular = false;     // the rest is of meaning only then
    std::string_view labels;  // the object
    bool escaped = false;     // whether a string in it has an escape
    size_t strings = 0;       // the first of its names and values
    size_t labels_count = 0;
    size_t times = 0;  // the first of its times, unless it shares them
    size_t values = 0;
    size_t samples = 0;
    bool shares_times = false;  // those of the spelling
    bool spells_times = false;  // from here on, the spelling is that of its times
};

struct Elements {
    std::vector<Element> all;
    std::vector<std::string_view> strings;
    std::vector<double> times;
    std::vector<double> values;
};

// How an element of a matrix spells its times, each as "[time,". Most elements have the same, and what is spelled the
// same need not be read again.
class Spelling {
   public:
    size_t size() const { return times_.size(); }
    const std::vector<double> &times() const { return times_; }

    std::string_view operator[](size_t i) const {
        const size_t start = i == 0 ? 0 : ends_[i - 1];
        return std::string_view(text_).substr(start, ends_[i] - start);
    }

    // The first times of it.
    Spelling first(size_t count) const {
        Spelling part;
        part.text_ = text_.substr(0, count == 0 ? 0 : ends_[count - 1]);
        part.ends_.assign(ends_.begin(), ends_.begin() + std::ptrdiff_t(count));
        part.times_.assign(times_.begin(), times_.begin() + std::ptrdiff_t(count));
        return part;
    }

    void add(std::string_view text, double time) {
        text_ += text;
        ends_.push_back(text_.size());
        times_.push_back(time);
    }

   private:
    std::string text_;
    std::vector<size_t> ends_;
    std::vector<double> times_;
};
using Spelled = std::shared_ptr<const Spelling>;

// {"name":"value",...}
inline bool labels(Cursor &cursor, Element &element, Elements &found) {
    const char *start = cursor.at;
    element.strings = found.strings.size();
    if (!cursor.take('{')) return false;
    if (!cursor.take('}')) {
        do {
            std::string_view name, text;
            if (!string(cursor, name, element.escaped) || !cursor.take(':') || !string(cursor, text, element.escaped))
                return false;
            found.strings.push_back(name);
            found.strings.push_back(text);
            ++element.labels_count;
        } while (cursor.take(','));
        if (!cursor.take('}')) return false;
    }
    element.labels = std::string_view(start, size_t(cursor.at - start));
    return true;
}

// [time,"value"],[time,"value"],... up to the bracket that closes the list
inline bool samples(Cursor &cursor, Element &element, Elements &found, Spelled &spelled) {
    size_t same = 0;
    bool more = true;
    for (; more && same < spelled->size() && cursor.take((*spelled)[same]); ++same) {
        double value;
        if (!quoted_value(cursor, value) || !cursor.take(']')) return false;
        found.values.push_back(value);
        more = cursor.take(',');
    }
    element.shares_times = !more && same == spelled->size();
    if (!element.shares_times) {
        Spelling own = spelled->first(same);
        while (more) {
            const char *const start = cursor.at;
            double time, value;
            if (!timestamp(cursor, time)) return false;
            own.add(std::string_view(start, size_t(cursor.at - start)), time);
            if (!quoted_value(cursor, value) || !cursor.take(']')) return false;
            found.values.push_back(value);
            more = cursor.take(',');
        }
        element.times = found.times.size();
        found.times.insert(found.times.end(), own.times().begin(), own.times().end());
        // A series with gaps does not displace that of those without.
        element.spells_times = own.size() >= spelled->size();
        if (element.spells_times) spelled = std::make_shared<const Spelling>(std::move(own));
    }
    element.samples = found.values.size() - element.values;
    return true;
}

// {"metric":{...},"values":[...]}
inline bool series(Cursor &cursor, Element &element, Elements &found, Spelled &spelled) {
    if (!cursor.take("{\"metric\":") || !labels(cursor, element, found) || !cursor.take(",\"values\":[")) return false;
    element.values = found.values.size();
    return samples(cursor, element, found, spelled) && cursor.take("]}");
}

// {"metric":{...},"value":[time,"value"]}
inline bool vector_sample(Cursor &cursor, Element &element, Elements &found) {
    if (!cursor.take("{\"metric\":") || !labels(cursor, element, found) || !cursor.take(",\"value\":")) return false;
    double time, value;
    if (!timestamp(cursor, time) || !quoted_value(cursor, value) || !cursor.take("]}")) return false;
    element.times = found.times.size();
    element.values = found.values.size();
    element.samples = 1;
    found.times.push_back(time);
    found.values.push_back(value);
    return true;
}

// All elements of a region, of a matrix or of a vector. The spelling is of elements before, then of these.
inline Elements elements(std::string_view region, bool matrix, Spelled &spelled) {
    constexpr std::string_view opening = ",{\"metric\":";
    const std::string_view closing = matrix ? "]]}" : "]}";
    const std::string boundary = std::string(closing) + std::string(opening);
    Elements found;
    found.values.reserve(region.size() / 24);
    Cursor cursor{region.data(), region.data() + region.size()};
    while (!cursor.done()) {
        const Cursor start = cursor;
        const size_t strings = found.strings.size(), times = found.times.size(), values = found.values.size();
        Element next;
        next.regular = matrix ? series(cursor, next, found, spelled) : vector_sample(cursor, next, found);
        if (next.regular && !cursor.done()) {
            Cursor following = cursor;
            next.regular = following.take(opening);
        }
        if (!next.regular) {
            found.strings.resize(strings);
            found.times.resize(times);
            found.values.resize(values);
            spelled = std::make_shared<const Spelling>();
            const std::string_view rest(start.at, size_t(start.end - start.at));
            const size_t at = rest.find(boundary);
            cursor.at = at == rest.npos ? start.end : start.at + at + closing.size();
        }
        next.text = std::string_view(start.at, size_t(cursor.at - start.at));
        found.all.push_back(next);
        if (!cursor.done()) ++cursor.at;  // the comma
    }
    return found;
}

}  // namespace scan
