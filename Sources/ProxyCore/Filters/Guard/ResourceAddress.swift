/// The address of a resource, of which only what tells resources apart is kept (RFC 8707 §2, RFC 3986 §6.2).
///
/// Scheme and host are compared in small letters, without the default port, `X` and `X/` alike; the path as it is.
struct ResourceAddress: Equatable {
    let scheme: String
    let host: String
    /// nil = the scheme's default.
    let port: Int?
    /// Without a slash at the end; empty for the whole host.
    let path: String

    /// Takes an address apart; nil for a text that is no absolute address of `http` or `https` without fragment.
    init?(_ text: String) {
        let lowered = text.lowercased()
        guard lowered.hasPrefix("https://") || lowered.hasPrefix("http://"), !text.utf8.contains(UInt8(ascii: "#"))
        else {
            return nil
        }
        self.scheme = lowered.hasPrefix("https://") ? "https" : "http"
        let rest = text.dropFirst(self.scheme.count + 3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        self.path = Self.withoutSlash(rest[authority.endIndex...])
        // The colons of an IPv6 address lie inside its brackets.
        let bracket = authority.lastIndex(of: "]")
        guard let colon = authority.lastIndex(of: ":"), bracket.map({ $0 < colon }) ?? true else {
            self.host = authority.lowercased()
            self.port = nil
            return
        }
        guard let number = UInt16(authority[authority.index(after: colon)...]) else { return nil }
        self.host = authority[..<colon].lowercased()
        self.port = Int(number) == (self.scheme == "https" ? 443 : 80) ? nil : Int(number)
    }

    /// A path without the slash at its end.
    static func withoutSlash(_ path: some StringProtocol) -> String {
        path.hasSuffix("/") ? String(path.dropLast()) : String(path)
    }
}

extension ResourceAddress {
    /// Whether two texts mean the same resource; texts that are no addresses are compared as they are.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        guard let first = ResourceAddress(left), let second = ResourceAddress(right) else { return left == right }
        return first == second
    }
}
