/// How a claim becomes the value of a field.
///
/// Printable ASCII goes as it is, but for `%`; that and everything else (controls, spaces at an edge, what is beyond
/// ASCII) is percent-encoded as UTF-8 (RFC 3986 §2.1). So no claim can end a line, every backend reads the same bytes
/// whatever it takes for the encoding of fields, and what was encoded can be told.
enum IdentityText {
    /// The value of one claim.
    static func value(_ text: String) -> [UInt8] { Self.encoded(text, separator: nil) }

    /// The value of a list: its elements with commas between, and commas inside of them encoded.
    static func list(_ texts: [String]) -> [UInt8] {
        Array(texts.map { Self.encoded($0, separator: 0x2C) }.joined(separator: [0x2C]))
    }

    private static func encoded(_ text: String, separator: UInt8?) -> [UInt8] {
        let source = Array(text.utf8)
        var result: [UInt8] = []
        for (index, byte) in source.enumerated() {
            let isEdge = index == 0 || index == source.count - 1
            let isPlain = byte > 0x20 && byte < 0x7F || byte == 0x20 && !isEdge
            if isPlain && byte != 0x25 && byte != separator {
                result.append(byte)
            } else {
                result += [0x25, Self.digit(byte >> 4), Self.digit(byte & 15)]
            }
        }
        return result
    }

    private static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? nibble + 0x30 : nibble + 0x37 }
}
