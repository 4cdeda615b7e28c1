/// A path of this origin that a browser may be sent to after signing in.
///
/// Everything that some browser could take for another origin is refused: it begins with exactly one `/`, and has no
/// backslash, white space, control or other character that browsers drop or turn (WHATWG URL §4.4), not even escaped in
/// its path.
package struct ReturnPath: Sendable, Equatable {
    private static let longest = 2_048

    /// Path and query as they stand in `Location`.
    package let text: String

    /// Takes a path; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.longest, bytes.first == UInt8(ascii: "/"),
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\\\"<>^`{|}".utf8.contains($0) })
        else { return nil }
        let path = bytes.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        guard let decoded = Self.decoded(path), !decoded.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x5C }),
            !decoded.starts(with: "//".utf8)
        else { return nil }
        self.text = text
    }

    private static func decoded(_ path: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = path
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16), high != UInt8(ascii: "+")
            else { return nil }
            result.append(value)
        }
        return result
    }
}
