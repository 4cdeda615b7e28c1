/// An address of RFC 8707 §2, taken apart as far as two spellings of it may differ.
struct ResourceURI: Equatable {
    /// Scheme and authority in lower case, without the default port.
    let origin: String
    /// The host in lower case.
    let host: String
    /// As written, without one trailing slash; empty for the root.
    let path: String

    /// Takes an absolute `http` or `https` address apart; nil for anything else, and with user information, a query or a
    /// fragment.
    init?(_ text: String) {
        guard let separator = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<separator.lowerBound].lowercased()
        let rest = text[separator.upperBound...]
        guard scheme == "https" || scheme == "http",
            rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            !rest.contains("?"), !rest.contains("#")
        else { return nil }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash].lowercased()
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        let standard = scheme == "https" ? ":443" : ":80"
        if authority.hasSuffix(standard) { authority.removeLast(standard.count) }
        host = PublicOrigins.host(authority: authority)
        guard !host.isEmpty else { return nil }
        origin = scheme + "://" + authority
        path = Self.trimmed(String(rest[slash...]))
    }

    /// A path without one trailing slash.
    static func trimmed(_ path: String) -> String { path.hasSuffix("/") ? String(path.dropLast()) : path }
}
