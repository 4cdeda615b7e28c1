/// How a claim becomes the value of a field: printable ASCII as it is but for `%`, everything else percent-encoded, so
/// that no claim can end a line.
enum IdentityValue {
    /// The value of one claim.
    static func text(_ text: String) -> String { encoded(text, isSeparator: { _ in false }) }

    /// The value of a list: commas between its elements, and encoded inside of them.
    static func list(_ texts: [String]) -> String {
        texts.map { encoded($0, isSeparator: { $0 == UInt8(ascii: ",") }) }.joined(separator: ",")
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func encoded(_ text: String, isSeparator: (UInt8) -> Bool) -> String {
        let source = Array(text.utf8)
        var result: [UInt8] = []
        for (index, byte) in source.enumerated() {
            let isInside = index > 0 && index < source.count - 1
            let isPlain = (byte > 0x20 && byte < 0x7F) || (byte == 0x20 && isInside)
            if isPlain, byte != UInt8(ascii: "%"), !isSeparator(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
