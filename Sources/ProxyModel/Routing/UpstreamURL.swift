/// The address of an upstream: `http://host[:port][/path]`, `https://…` or `unix:/path/to/socket[:/path]`.
///
/// Contract: no userinfo, query or fragment; `port` is filled in from the scheme; `path` is empty or begins with `/` and
/// is put before the request's path.
package struct UpstreamURL: Sendable, Hashable, CustomStringConvertible {
    /// How the upstream is spoken to.
    package enum Scheme: Sendable, Hashable { case http, https, unix }

    package let scheme: Scheme
    /// A host name, an IPv4 address, an IPv6 address without brackets, or the path of a Unix socket.
    package let host: String
    package let port: UInt16
    package let path: String
    /// The text as it was given, in canonical form.
    package let description: String

    /// Parses an address; throws `UpstreamURLProblem`.
    package init(_ input: String) throws(UpstreamURLProblem) {
        if input.hasPrefix("unix:") {
            self = try Self.unixSocket(String(input.dropFirst(5)))
            return
        }
        let tls: Bool
        let rest: Substring
        if let tail = Self.dropping("https://", from: input) {
            (tls, rest) = (true, tail)
        } else if let tail = Self.dropping("http://", from: input) {
            (tls, rest) = (false, tail)
        } else {
            throw .scheme(input)
        }
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 < 0x80 }) else { throw .character(input) }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        let path = String(rest[slash...])
        guard !authority.contains("@") else { throw .userinfo }
        guard !rest.contains("?"), !rest.contains("#") else { throw .queryOrFragment }
        var hostText: Substring
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .host(String(authority)) }
            hostText = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { throw .host(String(authority)) }
            portText = tail.isEmpty ? nil : tail.dropFirst()
            guard hostText.contains(":"), hostText.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
                throw .host(String(authority))
            }
        } else {
            let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2, let first = parts.first, !first.isEmpty else { throw .host(String(authority)) }
            hostText = first
            portText = parts.count == 2 ? parts[1] : nil
            guard let name = try? Hostname(String(hostText)) else { throw .host(String(hostText)) }
            hostText = Substring(name.text)
        }
        var port: UInt16 = tls ? 443 : 80
        if let portText {
            guard portText.allSatisfy({ $0.isASCII && $0.isNumber }), let value = UInt16(portText), value > 0 else {
                throw .port(String(portText))
            }
            port = value
        }
        self.scheme = tls ? .https : .http
        self.host = String(hostText)
        self.port = port
        self.path = path == "/" ? "" : path
        self.description = input
    }

    private init(socket: String, path: String, description: String) {
        self.scheme = .unix
        self.host = socket
        self.port = 0
        self.path = path == "/" ? "" : path
        self.description = description
    }

    private static func unixSocket(_ rest: String) throws(UpstreamURLProblem) -> UpstreamURL {
        var socket = Substring(rest)
        var path = ""
        if let colon = rest.firstIndex(of: ":") {
            socket = rest[..<colon]
            path = String(rest[rest.index(after: colon)...])
        }
        guard socket.hasPrefix("/"), socket.utf8.count < 108 else { throw .socketPath(String(socket)) }
        guard path.isEmpty || path.hasPrefix("/") else { throw .character(rest) }
        return UpstreamURL(socket: String(socket), path: path, description: "unix:" + rest)
    }

    private static func dropping(_ prefix: String, from text: String) -> Substring? {
        guard text.count >= prefix.count, text.prefix(prefix.count).lowercased() == prefix else { return nil }
        return text.dropFirst(prefix.count)
    }
}
