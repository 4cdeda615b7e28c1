/// The rules for redirect URIs (OAuth 2.1 §2.3.1 and §4.1.1, RFC 8252 §7.3 and §8.3, RFC 9700 §2.1).
package enum RedirectURI {
    /// The pseudo address of clients that let the user copy the code.
    package static let outOfBand = "urn:ietf:wg:oauth:2.0:oob"

    /// Whether a request may use this address because that one is registered.
    ///
    /// The bytes are the same, without any normalisation. Only on loopback over plain HTTP the port may differ, for
    /// `127.0.0.1`, `[::1]` and `localhost`, of which none stands for another.
    package static func matches(_ requested: String, registered: String) -> Bool {
        if requested.utf8.elementsEqual(registered.utf8) { return true }
        guard let requested = Loopback(requested), let registered = Loopback(registered) else { return false }
        return requested.host == registered.host && requested.rest.utf8.elementsEqual(registered.rest.utf8)
    }

    /// Whether an address leads to the user's own machine, where any program may listen.
    package static func isLoopback(_ uri: String) -> Bool { Loopback(uri) != nil }

    /// Why an address must not be registered, in words; nil when it may.
    package static func refusal(_ uri: String) -> String? {
        if uri == outOfBand { return nil }
        guard (1...2_048).contains(uri.utf8.count) else { return "is empty or longer than 2048 characters" }
        guard uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#""<>\^`{|}*"#.utf8.contains($0) }) else {
            return "has characters that addresses have only escaped (RFC 3986)"
        }
        guard !uri.contains("#") else { return "has a fragment" }
        guard let colon = uri.firstIndex(of: ":"), isScheme(uri[..<colon]) else { return "is not an absolute address" }
        switch uri[..<colon] {
        case "https": return httpsRefusal(uri)
        case "http": return Loopback(uri) == nil ? "uses http for another host than loopback" : nil
        case let scheme where unsafeSchemes.contains(String(scheme)): return "uses a scheme that browsers act upon"
        default: return uri.index(after: colon) == uri.endIndex ? "is not an absolute address" : nil
        }
    }

    /// Schemes that browsers or systems act upon by themselves, in place of handing them to the client's program.
    private static let unsafeSchemes: Set<String> = [
        "about", "blob", "chrome", "data", "feed", "file", "filesystem", "ftp", "intent", "jar", "javascript",
        "livescript", "mailto", "ms-appx", "resource", "sftp", "smb", "sms", "ssh", "tel", "telnet", "urn", "vbscript",
        "view-source", "wss", "ws",
    ]

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0)
        }
    }

    private static func httpsRefusal(_ uri: String) -> String? {
        guard uri.hasPrefix("https://") else { return "is not an absolute address" }
        let authority = uri.dropFirst("https://".count).prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { return "has user information" }
        guard let host = hostAndPort(authority)?.host, isHost(host) else { return "has no host or an impossible one" }
        return nil
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            return host.hasSuffix("]") && host.utf8.count > 4
                && host.dropFirst().dropLast().utf8.allSatisfy {
                    UInt8(ascii: ":") == $0 || UInt8(ascii: ".") == $0
                        || Character(Unicode.Scalar($0)).isHexDigit
                }
        }
        return !host.isEmpty && host.utf8.count <= 253
            && host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count)
                    && label.utf8.allSatisfy {
                        (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || "-_".utf8.contains($0)
                    }
            }
    }

    /// Splits `host[:port]`; nil for a port that is none.
    private static func hostAndPort(_ authority: Substring) -> (host: Substring, port: Substring?)? {
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil
        guard let colon = authority[(end ?? authority.startIndex)...].firstIndex(of: ":") else {
            return (authority, nil)
        }
        let port = authority[authority.index(after: colon)...]
        guard (1...5).contains(port.utf8.count), port.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(port), (1...65_535).contains(number), port.utf8.first != 0x30
        else { return nil }
        return (authority[..<colon], port)
    }

    /// A plain-HTTP address on loopback, without its port.
    private struct Loopback {
        let host: Substring
        /// Path and query, as written.
        let rest: Substring

        init?(_ uri: String) {
            guard uri.hasPrefix("http://"), !uri.contains("#") else { return nil }
            let text = uri.dropFirst("http://".count)
            let authority = text.prefix { $0 != "/" && $0 != "?" }
            guard let host = RedirectURI.hostAndPort(authority)?.host,
                host == "127.0.0.1" || host == "[::1]" || host == "localhost"
            else { return nil }
            self.host = host
            rest = text[authority.endIndex...]
        }
    }
}

extension OAuthClient {
    /// Whether the client registered an address that allows this one.
    package func accepts(redirectURI: String) -> Bool {
        redirectURIs.contains { RedirectURI.matches(redirectURI, registered: $0) }
    }
}
