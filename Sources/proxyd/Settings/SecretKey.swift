internal import FoundationEssentials

/// A 256-bit key that seals secrets at rest; it prints as a placeholder and reflects as nothing.
package struct SecretKey: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// Number of bytes of a key.
    package static let byteCount = 32

    /// The key's 32 bytes.
    package let bytes: [UInt8]

    package var description: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }

    /// The form that `init(_:)` takes, for the file in the state folder.
    var base64: String { Data(bytes).base64EncodedString() }

    /// Parses 32 bytes from 64 hexadecimal digits or base64 (standard or URL alphabet, padded or not); nil for anything else.
    package init?(_ text: String) {
        guard let bytes = Self.hexadecimal(text) ?? Self.base64(text), bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Makes a random key.
    package init(using generator: inout some RandomNumberGenerator) {
        bytes = (0..<Self.byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == byteCount * 2 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    private static func base64(_ text: String) -> [UInt8]? {
        var standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        while standard.hasSuffix("=") { standard.removeLast() }
        while standard.utf8.count % 4 != 0 { standard += "=" }
        return Data(base64Encoded: standard).map { [UInt8]($0) }
    }
}
