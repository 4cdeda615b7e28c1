/// A SHA-256 digest (FIPS 180-4) as four words: fit to be a key that costs no allocation.
package struct SHA256Digest: Sendable, Hashable {
    // The words as they lie in memory.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
        self.first = first
        self.second = second
        self.third = third
        self.fourth = fourth
    }

    /// The digest spelled by 64 hexadecimal digits; nil for any other text.
    package init?(hexadecimal text: String) {
        var words: [UInt64] = []
        var word: UInt64 = 0
        for (index, digit) in text.utf8.enumerated() {
            guard index < 64, let value = Self.value(of: digit) else { return nil }
            // Two digits are a byte, and the first byte is the lowest of its word.
            word |= UInt64(value) << UInt64((index % 16) / 2 * 8 + (index % 2 == 0 ? 4 : 0))
            guard index % 16 == 15 else { continue }
            words.append(UInt64(littleEndian: word))
            word = 0
        }
        guard words.count == 4 else { return nil }
        self.init(words[0], words[1], words[2], words[3])
    }

    /// The 64 lower-case hexadecimal digits.
    package var hexadecimal: String {
        var text: [UInt8] = []
        for word in [first, second, third, fourth] {
            var rest = UInt64(littleEndian: word)
            for _ in 0..<8 {
                text += [
                    Self.digit(UInt8(truncatingIfNeeded: rest) >> 4), Self.digit(UInt8(truncatingIfNeeded: rest) & 15),
                ]
                rest >>= 8
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether two digests are the same, in a time that does not depend on where they differ.
    package func equalsInConstantTime(_ other: SHA256Digest) -> Bool {
        (first ^ other.first) | (second ^ other.second) | (third ^ other.third) | (fourth ^ other.fourth) == 0
    }

    /// One word is as good as all four: they are as random as can be.
    package func hash(into hasher: inout Hasher) { hasher.combine(first) }

    private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? nibble + 0x30 : nibble + 0x57 }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
