/// Bytes of a text that is read as engines read it: by ASCII alone.
///
/// Characters would not do: a blank and an accent on it are one of them, and two for an engine.
typealias ByteText = ArraySlice<UInt8>

extension ByteText {
    /// What separates words.
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Letters, digits and `_`.
    static func isNamePart(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }

    /// The bytes as text, with U+FFFD in the place of what is no UTF-8.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// Without blanks at both ends.
    var trimmed: ByteText {
        let start = drop(while: Self.isBlank)
        return start.dropLast(start.reversed().prefix(while: Self.isBlank).count)
    }

    /// The words between blanks.
    var words: [ByteText] { split(whereSeparator: Self.isBlank) }

    /// The first word in upper case, and what follows it.
    var command: (name: String, rest: ByteText) {
        let line = trimmed
        let name = line.prefix { !Self.isBlank($0) }
        let upper = name.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        return (upper[...].text, line[name.endIndex...].trimmed)
    }

    /// Whether it begins with a character beyond ASCII that engines take for a blank.
    var startsWithFurtherBlank: Bool {
        guard let first, first >= 0x80, let scalar = prefix(4).text.unicodeScalars.first else { return false }
        return scalar.properties.isWhitespace
    }

    /// Whether this is the name of a variable.
    var isName: Bool {
        guard let first, !(0x30...0x39).contains(first) else { return false }
        return allSatisfy(Self.isNamePart)
    }
}
