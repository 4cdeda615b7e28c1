/// The address of an upstream: `http://host[:port][/path]`, `https://…` or `unix:/path/to/socket[:/path]`.
///
/// Contract: no userinfo, query or fragment; `port` is filled in from the scheme; `path` is empty or begins with `/` and
/// is put before the request's path.
package struct UpstreamURL: Sendable, Hashable, CustomStringConvertible {
    /// How the upstream is spoken to.
    package enum Scheme: Sendable, Hashable { case http, https, unix }

    /// How the upstream is spoken to.
    package let scheme: Scheme
    /// A host name, an IPv4 address, an IPv6 address without brackets, or the path of a Unix socket.
    package let host: String
    /// The scheme's own where none is given; 0 for a Unix socket.
    package let port: UInt16
    /// Put before the request's path; empty or with a leading `/`.
    package let path: String
    /// The text as it was given, in canonical form.
    package let description: String

    /// Parses an address; throws `UpstreamURLProblem`.
    package init(_ input: String) throws(UpstreamURLProblem) {
        // A control byte or a space would end up inside a request line.
        guard input.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .character(input) }
        if input.hasPrefix("unix:") {
            self = try Self.unixSocket(input)
            return
        }
        let text = Substring(input)
        let isTLS: Bool
        let rest: Substring
        if let tail = Self.dropping("https://", from: text) {
            (isTLS, rest) = (true, tail)
        } else if let tail = Self.dropping("http://", from: text) {
            (isTLS, rest) = (false, tail)
        } else {
            throw .scheme(input)
        }
        guard !rest.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
            throw .queryOrFragment
        }
        let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let authority = rest[..<slash]
        guard !authority.utf8.contains(UInt8(ascii: "@")) else { throw .userinfo }
        let (host, port) = try Self.hostAndPort(authority)
        self.scheme = isTLS ? .https : .http
        self.host = host
        self.port = try port.map { text throws(UpstreamURLProblem) in try Self.port(text) } ?? (isTLS ? 443 : 80)
        let path = String(rest[slash...])
        self.path = path == "/" ? "" : path
        self.description = input
    }

    private static func hostAndPort(
        _ authority: Substring
    ) throws(UpstreamURLProblem) -> (host: String, port: Substring?) {
        if authority.utf8.first == UInt8(ascii: "[") {
            guard let end = authority.utf8.firstIndex(of: UInt8(ascii: "]")) else { throw .host(String(authority)) }
            let host = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.utf8.first == UInt8(ascii: ":"), host.utf8.contains(UInt8(ascii: ":")),
                !host.utf8.contains(UInt8(ascii: "/")), AddressBlock(String(host)) != nil
            else { throw .host(String(authority)) }
            return (String(host), tail.isEmpty ? nil : tail.dropFirst())
        }
        var host = authority
        var port: Substring?
        if let colon = authority.utf8.firstIndex(of: UInt8(ascii: ":")) {
            host = authority[..<colon]
            port = authority[authority.utf8.index(after: colon)...]
        }
        guard let name = try? Hostname(String(host)) else { throw .host(String(host)) }
        return (name.text, port)
    }

    private static func port(_ text: Substring) throws(UpstreamURLProblem) -> UInt16 {
        let isNumber = text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard isNumber, let value = UInt16(text), value > 0 else { throw .port(String(text)) }
        return value
    }

    init(socket: String, path: String, description: String) {
        self.scheme = .unix
        self.host = socket
        self.port = 0
        self.path = path == "/" ? "" : path
        self.description = description
    }

    private static func unixSocket(_ input: String) throws(UpstreamURLProblem) -> UpstreamURL {
        let rest = input.dropFirst(5)
        let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":"))
        let socket = rest[..<(colon ?? rest.endIndex)]
        let path = colon.map { rest[rest.utf8.index(after: $0)...] } ?? ""
        guard socket.utf8.first == UInt8(ascii: "/"), socket.utf8.count < 108 else {
            throw .socketPath(String(socket))
        }
        guard !path.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
            throw .queryOrFragment
        }
        guard path.isEmpty || path.utf8.first == UInt8(ascii: "/") else { throw .character(input) }
        return UpstreamURL(socket: String(socket), path: String(path), description: input)
    }

    private static func dropping(_ prefix: StaticString, from text: Substring) -> Substring? {
        let length = prefix.utf8CodeUnitCount
        guard text.utf8.count >= length else { return nil }
        for (byte, expected) in zip(text.utf8, prefix.description.utf8) where byte | 0x20 != expected | 0x20 {
            return nil
        }
        return text[text.utf8.index(text.startIndex, offsetBy: length)...]
    }
}
