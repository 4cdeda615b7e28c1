internal import ProxyModel

/// Where a Redis server is and how to sign in, parsed from one URL.
///
/// Contract: `redis://[user[:password]@]host[:port][/db]`, the same with `rediss://` (TLS, verified), and
/// `unix://[user[:password]@]/path/to/socket[?db=n]`. User and password are percent-decoded. The type has no
/// description of its own that shows the password; `description` masks it.
package struct RedisURL: Sendable, Equatable, CustomStringConvertible {
    /// The place a connection is opened to.
    package enum Location: Sendable, Equatable {
        case tcp(host: String, port: UInt16)
        case tls(host: String, port: UInt16)
        case unix(path: String)
    }

    /// The place a connection is opened to.
    package let location: Location
    /// The ACL user; nil = `default`.
    package let user: String?
    /// The database number, 0 unless the URL names one.
    package let database: Int
    /// Never shown.
    let password: String?

    /// Parses a URL; `password` (the setting `REDIS_PASSWORD`) is used when the URL has none.
    ///
    /// Throws `RedisURLProblem`, whose description never repeats the URL: it may hold a password.
    package init(_ text: String, password fallback: String? = nil) throws(RedisURLProblem) {
        guard let separator = text.firstRange(of: "://") else { throw .scheme(nil) }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard ["redis", "rediss", "unix"].contains(scheme) else { throw .scheme(scheme) }
        var rest = text[separator.upperBound...]
        guard !rest.contains("#") else { throw .fragment }

        var credentials: (user: String?, password: String?) = (nil, nil)
        let authorityEnd = rest.firstIndex(of: "/") ?? rest.endIndex
        if let at = rest[..<authorityEnd].lastIndex(of: "@") {
            credentials = try Self.credentials(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        var query: Substring?
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        var databaseText = try Self.databaseInQuery(query)
        if scheme == "unix" {
            location = .unix(path: try Self.socketPath(rest))
        } else {
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            let path = rest[slash...].dropFirst()
            if !path.isEmpty {
                guard databaseText == nil else { throw .databaseTwice }
                databaseText = path
            }
            let (host, port) = try Self.hostAndPort(rest[..<slash])
            location = scheme == "rediss" ? .tls(host: host, port: port) : .tcp(host: host, port: port)
        }
        database = try Self.database(databaseText)
        user = credentials.user
        password = credentials.password ?? fallback.flatMap { $0.isEmpty ? nil : $0 }
        if user != nil, password == nil { throw .userWithoutPassword }
    }

    package var description: String {
        let secret = password == nil ? "" : "\(user ?? ""):***@"
        let suffix = database == 0 ? "" : "\(database)"
        switch location {
        case .tcp(let host, let port): return "redis://\(secret)\(bracketed(host)):\(port)/\(suffix)"
        case .tls(let host, let port): return "rediss://\(secret)\(bracketed(host)):\(port)/\(suffix)"
        case .unix(let path): return "unix://\(secret)\(path)" + (suffix.isEmpty ? "" : "?db=\(suffix)")
        }
    }

    private func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

    private static func credentials(
        _ text: Substring
    ) throws(RedisURLProblem) -> (user: String?, password: String?) {
        guard let colon = text.firstIndex(of: ":") else { return (try decoded(text), nil) }
        let user = try decoded(text[..<colon])
        let password = try decoded(text[text.index(after: colon)...])
        return (user.isEmpty ? nil : user, password.isEmpty ? nil : password)
    }

    private static func hostAndPort(_ text: Substring) throws(RedisURLProblem) -> (String, UInt16) {
        var host = text
        var port: Substring?
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw .host }
            host = text[text.index(after: text.startIndex)..<close]
            let after = text[text.index(after: close)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw .host }
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            guard !host.contains(":") else { throw .host }
            port = text[text.index(after: colon)...]
        }
        let allowed = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x40 && $0 != 0x25 }
        guard !host.isEmpty, host.utf8.count <= 253, allowed else { throw .host }
        guard let port else { return (String(host), 6379) }
        guard let number = UInt16(port), number > 0, port.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw .port(String(port))
        }
        return (String(host), number)
    }

    private static func socketPath(_ text: Substring) throws(RedisURLProblem) -> String {
        let path = try decoded(text)
        // The kernel's limit: `sun_path` has 108 bytes and ends with a zero.
        guard path.hasPrefix("/"), path.utf8.count < 108, !path.utf8.contains(0) else { throw .socketPath(path) }
        return path
    }

    private static func databaseInQuery(_ query: Substring?) throws(RedisURLProblem) -> Substring? {
        guard let query, !query.isEmpty else { return nil }
        guard query.hasPrefix("db=") else { throw .query(String(query.prefix { $0 != "=" })) }
        return query.dropFirst(3)
    }

    private static func database(_ text: Substring?) throws(RedisURLProblem) -> Int {
        guard let text else { return 0 }
        guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(text), number < 1 << 20 else {
            throw .database(String(text))
        }
        return number
    }

    private static func decoded(_ text: Substring) throws(RedisURLProblem) -> String {
        guard let bytes = PercentEncoding.bytes(text.utf8) else { throw .percentEncoding }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RedisURL {
    /// The address of a server of our own on a Unix socket; nil when the path does not fit the kernel's limit.
    init?(socket path: String) {
        guard path.hasPrefix("/"), path.utf8.count < 108 else { return nil }
        location = .unix(path: path)
        user = nil
        password = nil
        database = 0
    }
}
