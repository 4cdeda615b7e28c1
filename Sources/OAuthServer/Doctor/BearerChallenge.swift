/// A challenge of the scheme Bearer as clients parse it (RFC 6750 §3): one, with every value quoted.
struct BearerChallenge: Sendable, Equatable {
    private let parameters: [String: String]
    /// Whether every value is quoted; clients that look for quotes miss the others.
    let isQuoted: Bool

    /// The value of a parameter.
    subscript(name: String) -> String? { parameters[name] }

    /// Parses a field value; nil when it is no challenge of this scheme or is followed by another one.
    init?(_ value: String) {
        guard value.hasPrefix("Bearer ") else { return nil }
        var rest = value.dropFirst("Bearer ".count)
        var parameters: [String: String] = [:]
        var isQuoted = true
        while true {
            rest = rest.drop { $0 == " " || $0 == "," }
            guard !rest.isEmpty else { break }
            let name = rest.prefix { $0 != "=" && $0 != " " && $0 != "," }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { return nil }
            rest = rest.dropFirst()
            var text = ""
            if rest.first == "\"" {
                guard let quoted = Self.quoted(&rest) else { return nil }
                text = quoted
            } else {
                isQuoted = false
                text = String(rest.prefix { $0 != "," && $0 != " " })
                rest = rest.dropFirst(text.count)
            }
            parameters[name.lowercased()] = text
        }
        self.parameters = parameters
        self.isQuoted = isQuoted
    }

    private static func quoted(_ rest: inout Substring) -> String? {
        var text = ""
        var isEscaped = false
        for index in rest.indices.dropFirst() {
            let character = rest[index]
            if isEscaped {
                text.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                rest = rest[rest.index(after: index)...]
                return text
            } else {
                text.append(character)
            }
        }
        return nil
    }
}
