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

// Written out, compilers make one instruction of it.
inline uint64_t big_endian(const unsigned char *at) {
    return uint64_t(at[0]) << 56 | uint64_t(at[1]) << 48 | uint64_t(at[2]) << 40 | uint64_t(at[3]) << 32 |
           uint64_t(at[4]) << 24 | uint64_t(at[5]) << 16 | uint64_t(at[6]) << 8 | uint64_t(at[7]);
}

// The bits of a chunk, from the highest of each byte.
class Bits {
   public:
    explicit Bits(std::string_view data)
        : data_(reinterpret_cast<const unsigned char *>(data.data())), size_(data.size()), bits_(8 * data.size()) {}

    // The next bits, highest first: at least 57 that count, zeros behind the end.
    uint64_t peek() const {
        const size_t first = at_ >> 3;
        if (size_ - first >= sizeof(uint64_t)) return big_endian(data_ + first) << (at_ & 7);
        unsigned char last[sizeof(uint64_t)] = {};
        std::memcpy(last, data_ + first, size_ - first);
        return big_endian(last) << (at_ & 7);
    }

    void skip(unsigned count) {
        if (count > bits_ - at_) throw Broken{"a chunk breaks off"};
        at_ += count;
    }

    // Reads 1 to 64 bits.
    uint64_t take(unsigned count) {
        constexpr unsigned most = 57;
        if (count > most) {
            const uint64_t high = take(count - 32);
            return high << 32 | take(32);
        }
        const uint64_t taken = peek() >> (64 - count);
        skip(count);
        return taken;
    }

   private:
    const unsigned char *data_;
    size_t size_;
    size_t bits_;
    size_t at_ = 0;
};

// The difference of the next time's difference: up to four ones and a zero say how many bits it has.
inline uint64_t time_change(Bits &bits) {
    const uint64_t found = bits.peek();
    const unsigned ones = found >> 63 == 0 ? 0 : found >> 62 == 2 ? 1 : found >> 61 == 6 ? 2 : found >> 60 == 14 ? 3 : 4;
    bits.skip(ones < 4 ? ones + 1 : ones);
    if (ones == 0) return 0;
    constexpr unsigned sizes[] = {0, 14, 17, 20, 64};
    const unsigned size = sizes[ones];
    const uint64_t number = bits.take(size);
    // The largest of so many bits is positive, but for whole words.
    return size < 64 && number > uint64_t(1) << (size - 1) ? number - (uint64_t(1) << size) : number;
}

struct Xor {
    uint64_t word;
    unsigned significant = 64, trailing = 0;

    void next(Bits &bits) {
        const uint64_t found = bits.peek();
        if (found >> 63 == 0) return bits.skip(1);
        if (found >> 62 == 3) {
            bits.skip(13);
            const unsigned leading = unsigned(found >> 57 & 31);
            significant = unsigned(found >> 51 & 63);
            if (significant == 0) significant = 64;
            if (leading + significant > 64) throw Broken{"a value of more than 64 bits"};
            trailing = 64 - leading - significant;
        } else {
            bits.skip(2);
        }
        word ^= bits.take(significant) << trailing;
    }
};

// A chunk of floats, without stale markers and what is out of the range.
inline void decode_xor(std::string_view chunk, int64_t start_ms, int64_t end_ms, Series &series, int64_t &last) {
    Bytes bytes(chunk);
    if (chunk.size() < 2) throw Broken{"a chunk breaks off"};
    const std::string_view header = bytes.take(2);
    const unsigned count = unsigned(static_cast<unsigned char>(header[0])) << 8 | static_cast<unsigned char>(header[1]);
    if (count == 0) return;
    size_t kept = series.times.size();
    series.times.resize(kept + count);
    series.values.resize(kept + count);
    const auto keep = [&](uint64_t time, uint64_t word) {
        const int64_t ms = int64_t(time);
        if (ms < start_ms || ms > end_ms || word == stale) return;
        if (ms <= last && kept != 0) series.ordered = false;
        last = ms;
        series.times[kept] = double(ms) / 1000;
        std::memcpy(&series.values[kept], &word, sizeof word);
        ++kept;
    };
    const uint64_t encoded = bytes.varint();
    uint64_t time = encoded >> 1 ^ (0 - (encoded & 1));
    Xor value{0};
    for (const char byte : bytes.take(8)) value.word = value.word << 8 | static_cast<unsigned char>(byte);
    keep(time, value.word);
    if (count > 1) {
        uint64_t delta = bytes.varint();
        Bits bits(bytes.rest());
        for (unsigned i = 1; i < count; ++i) {
            // The first difference is not coded as a change.
            if (i > 1) delta += time_change(bits);
            time += delta;
            value.next(bits);
            keep(time, value.word);
        }
    }
    series.times.resize(kept);
    series.values.resize(kept);
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
