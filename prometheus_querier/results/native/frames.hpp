// Reading the frames of chunked remote read: no Python here, and no memory outside the bytes given.
//
// The twin of remote_read/frames.py and chunks.py, which say what the bytes mean. Whatever is broken throws Broken.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace frames {

struct Broken {
    const char *reason;
};

constexpr uint64_t stale = 0x7FF0000000000002;

struct Series {
    std::vector<std::pair<std::string_view, std::string_view>> labels;
    std::vector<double> times;  // Unix seconds
    std::vector<double> values;
    bool ordered = true;
    std::vector<std::pair<uint64_t, std::string_view>> others;  // encoding and bytes of chunks that are not of floats
};

// The bytes of a message.
class Bytes {
   public:
    explicit Bytes(std::string_view data)
        : at_(reinterpret_cast<const unsigned char *>(data.data())), end_(at_ + data.size()) {}

    bool done() const { return at_ == end_; }

    std::string_view take(uint64_t count) {
        if (count > uint64_t(end_ - at_)) throw Broken{"a field breaks off"};
        const std::string_view taken(reinterpret_cast<const char *>(at_), size_t(count));
        at_ += count;
        return taken;
    }

    uint64_t varint() {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 70 && at_ != end_; shift += 7) {
            const unsigned char byte = *at_++;
            if (shift < 64) value |= uint64_t(byte & 0x7F) << shift;
            if (byte < 0x80) return value;
        }
        throw Broken{"a number breaks off"};
    }

    std::string_view rest() { return take(uint64_t(end_ - at_)); }

   private:
    const unsigned char *at_;
    const unsigned char *end_;
};

// One field: a number for varints, the bytes for everything else.
struct Field {
    uint64_t number;
    bool is_varint;
    uint64_t varint;
    std::string_view bytes;

    explicit Field(Bytes &message) {
        const uint64_t key = message.varint();
        number = key >> 3;
        is_varint = (key & 7) == 0;
        varint = is_varint ? message.varint() : 0;
        switch (key & 7) {
            case 0: break;
            case 1: bytes = message.take(8); break;
            case 2: bytes = message.take(message.varint()); break;
            case 5: bytes = message.take(4); break;
            default: throw Broken{"no field has this wire type"};
        }
    }

    std::string_view blob() const {
        if (is_varint) throw Broken{"bytes were expected"};
        return bytes;
    }

    uint64_t whole() const {
        if (!is_varint) throw Broken{"a number was expected"};
        return varint;
    }
};

// The bits of a chunk, from the highest of each byte.
class Bits {
   public:
    explicit Bits(std::string_view data)
        : data_(reinterpret_cast<const unsigned char *>(data.data())), size_(data.size()), bits_(8 * data.size()) {}

    // Reads up to 64 bits.
    uint64_t take(unsigned count) {
        if (count > 32) {
            const uint64_t high = take(count - 32);
            return high << 32 | take(32);
        }
        if (count > bits_ - at_) throw Broken{"a chunk breaks off"};
        if (count == 0) return 0;
        const uint64_t taken = (window() << (at_ & 7)) >> (64 - count);
        at_ += count;
        return taken;
    }

    bool bit() { return take(1) != 0; }

   private:
    // Eight bytes from the one in which the place is; zeros behind the end.
    uint64_t window() const {
        const size_t first = at_ >> 3;
        uint64_t window = 0;
        if (size_ - first >= 8) {
            for (size_t i = 0; i < 8; ++i) window = window << 8 | data_[first + i];
        } else {
            for (size_t i = 0; i < 8; ++i) window = window << 8 | (first + i < size_ ? data_[first + i] : 0);
        }
        return window;
    }

    const unsigned char *data_;
    size_t size_;
    size_t bits_;
    size_t at_ = 0;
};

// The difference of the next time's difference.
inline uint64_t time_change(Bits &bits) {
    if (!bits.bit()) return 0;
    const unsigned size = !bits.bit() ? 14 : !bits.bit() ? 17 : !bits.bit() ? 20 : 64;
    const uint64_t number = bits.take(size);
    // The largest of so many bits is positive, but for whole words.
    return size < 64 && number > uint64_t(1) << (size - 1) ? number - (uint64_t(1) << size) : number;
}

struct Xor {
    uint64_t word;
    unsigned leading = 0, trailing = 0;

    void next(Bits &bits) {
        if (!bits.bit()) return;
        if (bits.bit()) {
            leading = unsigned(bits.take(5));
            const unsigned significant = unsigned(bits.take(6));
            const unsigned used = leading + (significant == 0 ? 64 : significant);
            if (used > 64) throw Broken{"a value of more than 64 bits"};
            trailing = 64 - used;
        }
        word ^= bits.take(64 - leading - trailing) << trailing;
    }
};

// A chunk of floats, without stale markers and what is out of the range.
inline void decode_xor(std::string_view chunk, int64_t start_ms, int64_t end_ms, Series &series, int64_t &last) {
    Bytes bytes(chunk);
    if (chunk.size() < 2) throw Broken{"a chunk breaks off"};
    const std::string_view header = bytes.take(2);
    const unsigned count = unsigned(static_cast<unsigned char>(header[0])) << 8 | static_cast<unsigned char>(header[1]);
    if (count == 0) return;
    const auto keep = [&](uint64_t time, uint64_t word) {
        const int64_t ms = int64_t(time);
        if (ms < start_ms || ms > end_ms || word == stale) return;
        if (ms <= last && !series.times.empty()) series.ordered = false;
        last = ms;
        double value;
        std::memcpy(&value, &word, sizeof value);
        series.times.push_back(double(ms) / 1000);
        series.values.push_back(value);
    };
    const uint64_t encoded = bytes.varint();
    uint64_t time = encoded >> 1 ^ (0 - (encoded & 1));
    Xor value{0};
    for (const char byte : bytes.take(8)) value.word = value.word << 8 | static_cast<unsigned char>(byte);
    keep(time, value.word);
    if (count == 1) return;
    uint64_t delta = bytes.varint();
    Bits bits(bytes.rest());
    time += delta;
    value.next(bits);
    keep(time, value.word);
    for (unsigned i = 2; i < count; ++i) {
        delta += time_change(bits);
        time += delta;
        value.next(bits);
        keep(time, value.word);
    }
}

inline Series decode_series(std::string_view message, int64_t start_ms, int64_t end_ms) {
    Series series;
    int64_t last = 0;
    Bytes fields(message);
    while (!fields.done()) {
        const Field field(fields);
        if (field.number == 1) {
            std::string_view name, text;
            Bytes label(field.blob());
            while (!label.done()) {
                const Field part(label);
                if (part.number == 1) name = part.blob();
                if (part.number == 2) text = part.blob();
            }
            series.labels.emplace_back(name, text);
        } else if (field.number == 2) {
            uint64_t encoding = 0;
            std::string_view data;
            Bytes chunk(field.blob());
            while (!chunk.done()) {
                const Field part(chunk);
                if (part.number == 3) encoding = part.whole();
                if (part.number == 4) data = part.blob();
            }
            if (encoding == 1) {
                decode_xor(data, start_ms, end_ms, series, last);
            } else {
                series.others.emplace_back(encoding, data);
            }
        }
    }
    return series;
}

inline std::vector<Series> decode(std::string_view frame, int64_t start_ms, int64_t end_ms) {
    std::vector<Series> all;
    Bytes fields(frame);
    while (!fields.done()) {
        const Field field(fields);
        if (field.number == 1) all.push_back(decode_series(field.blob(), start_ms, end_ms));
    }
    return all;
}

// The checksum of Castagnoli, eight bytes at a time.
inline uint32_t crc32c(std::string_view data) {
    static const auto tables = [] {
        std::array<std::array<uint32_t, 256>, 8> made{};
        for (uint32_t i = 0; i < 256; ++i) {
            uint32_t remainder = i;
            for (int bit = 0; bit < 8; ++bit) remainder = remainder >> 1 ^ (remainder & 1 ? 0x82F63B78 : 0);
            made[0][i] = remainder;
        }
        for (size_t table = 1; table < 8; ++table)
            for (size_t i = 0; i < 256; ++i)
                made[table][i] = made[0][made[table - 1][i] & 0xFF] ^ made[table - 1][i] >> 8;
        return made;
    }();
    const auto *at = reinterpret_cast<const unsigned char *>(data.data());
    const auto *const end = at + data.size();
    uint32_t crc = 0xFFFFFFFF;
    for (; end - at >= 8; at += 8) {
        const uint32_t low = crc ^ (uint32_t(at[0]) | uint32_t(at[1]) << 8 | uint32_t(at[2]) << 16 | uint32_t(at[3]) << 24);
        crc = tables[7][low & 0xFF] ^ tables[6][low >> 8 & 0xFF] ^ tables[5][low >> 16 & 0xFF] ^ tables[4][low >> 24] ^
              tables[3][at[4]] ^ tables[2][at[5]] ^ tables[1][at[6]] ^ tables[0][at[7]];
    }
    for (; at != end; ++at) crc = tables[0][(crc ^ *at) & 0xFF] ^ crc >> 8;
    return crc ^ 0xFFFFFFFF;
}

}  // namespace frames
