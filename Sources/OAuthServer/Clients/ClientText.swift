/// What strangers write about themselves, cut to what can be kept and shown.
enum ClientText {
    /// A name without control and direction-changing characters, at most 100 scalars; nil when nothing is left.
    static func name(_ text: String) -> String? {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalars.count < 100 && isShown(scalar) { scalars.append(scalar) }
        let name = String(scalars).split(separator: " ").joined(separator: " ")
        return name.isEmpty ? nil : name
    }

    /// An address that a link may lead to; nil for anything else.
    static func link(_ text: String) -> String? {
        let isAddress = text.hasPrefix("https://") || text.hasPrefix("http://")
        guard isAddress, (10...2_048).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#""<>\^`{|}"#.utf8.contains($0) })
        else { return nil }
        return text
    }

    /// A word such as a version; nil when it is too long or not printable.
    static func word(_ text: String) -> String? {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) ? text : nil
    }

    /// The first hundred scope tokens of a list that are well-formed (RFC 6749 §3.3), each once.
    static func scopes(_ text: String) -> [String] {
        var result: [String] = []
        // Compared with all others and kept for good: no client needs as many as fit into a request.
        for token in text.split(separator: " ") where result.count < 100 && !result.contains(String(token)) {
            let isToken = token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
            if isToken, token.utf8.count <= 256 { result.append(String(token)) }
        }
        return result
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
