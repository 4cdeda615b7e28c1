/// The grammar of chunk extensions (RFC 9112 §7.1.1), byte by byte.
///
/// They are checked only so that no peer can hide a line break in them; their meaning is ignored.
enum ChunkExtensionGrammar: UInt8 {
    /// Behind `;`.
    case beforeName
    case name
    case afterName
    /// Behind `=`.
    case beforeValue
    case value
    case quoted
    case quotedPair
    case afterValue

    /// Whether a CR may end the line here.
    var mayEnd: Bool {
        switch self {
        case .name, .afterName, .value, .afterValue: true
        case .beforeName, .beforeValue, .quoted, .quotedPair: false
        }
    }

    /// Takes one byte other than CR; says whether it is allowed here.
    mutating func take(_ byte: UInt8) -> Bool {
        let isBlank = byte == 0x20 || byte == 0x09
        switch self {
        case .beforeName:
            if isBlank { return true }
            self = .name
            return ASCIISet.token.contains(byte)
        case .name, .afterName:
            if self == .name, ASCIISet.token.contains(byte) { return true }
            return self.takeDelimiter(byte, isBlank, mayHaveValue: true)
        case .beforeValue:
            if isBlank { return true }
            self = byte == 0x22 ? .quoted : .value
            return byte == 0x22 || ASCIISet.token.contains(byte)
        case .value, .afterValue:
            if self == .value, ASCIISet.token.contains(byte) { return true }
            return self.takeDelimiter(byte, isBlank, mayHaveValue: false)
        case .quoted:
            if byte == 0x22 { self = .afterValue } else if byte == 0x5C { self = .quotedPair }
            return Self.isText(byte)
        case .quotedPair:
            self = .quoted
            return Self.isText(byte)
        }
    }

    private mutating func takeDelimiter(_ byte: UInt8, _ isBlank: Bool, mayHaveValue: Bool) -> Bool {
        if isBlank {
            self = mayHaveValue ? .afterName : .afterValue
        } else if byte == 0x3B {
            self = .beforeName
        } else if byte == 0x3D, mayHaveValue {
            self = .beforeValue
        } else {
            return false
        }
        return true
    }

    private static func isText(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F || byte == 0x09 }
}
