/// Which encoding of text the fields of a request say that its content is in (RFC 9110 §8.3.2).
enum ContentCharset {
    /// Whether every server reads content with these values of `Content-Type` as UTF-8, as the rules are applied to it.
    ///
    /// Wherever `charset` occurs it has to be followed by UTF-8, and by nothing else: servers differ in where they look
    /// for it. Two lines are refused for the same reason.
    static func isUTF8(_ types: [[UInt8]]) -> Bool {
        guard types.count <= 1, let type = types.first?.map(\.asciiLowercased) else { return types.isEmpty }
        let name = Array("charset".utf8)
        var rest = type[...]
        while let first = rest.firstIndex(of: name[0]) {
            rest = rest[first...]
            if rest.starts(with: name) {
                guard self.namesUTF8(rest.dropFirst(name.count)) else { return false }
            }
            rest = rest.dropFirst()
        }
        return true
    }

    /// Whether a parameter, behind its name, has the value UTF-8.
    private static func namesUTF8(_ parameter: ArraySlice<UInt8>) -> Bool {
        var rest = parameter.drop { $0.isBlank }
        guard rest.popFirst() == UInt8(ascii: "=") else { return false }
        rest = rest.drop { $0.isBlank }
        let quote = UInt8(ascii: "\"")
        let isQuoted = rest.first == quote
        if isQuoted { rest = rest.dropFirst() }
        guard let name = ["utf-8", "utf8"].first(where: { rest.starts(with: $0.utf8) }) else { return false }
        rest = rest.dropFirst(name.utf8.count)
        if isQuoted, rest.popFirst() != quote { return false }
        return rest.first { !$0.isBlank }.map { $0 == UInt8(ascii: ";") } ?? true
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
