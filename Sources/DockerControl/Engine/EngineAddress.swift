internal import Egress

/// Where an engine listens, as `DOCKER_HOST` says it.
package struct EngineAddress: Sendable, Equatable, CustomStringConvertible {
    /// The ways to an engine.
    package enum Transport: Sendable, Equatable {
        /// A Unix socket.
        case unix(path: String)
        /// TCP; without TLS whoever is on the way is root on the engine's host.
        case tcp(host: String, port: UInt16, tls: EngineTLS?)
    }

    /// Why a text is no address; the text of it is for the operator who wrote the setting.
    package struct Problem: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// The way to the engine.
    package let transport: Transport

    /// The socket of Docker's own packages.
    package static let standard = EngineAddress(transport: .unix(path: "/var/run/docker.sock"))

    private init(transport: Transport) { self.transport = transport }

    /// Parses `unix:///path`, `tcp://host:port` or an empty text, which is the standard socket.
    ///
    /// `verifiesTLS` is `DOCKER_TLS_VERIFY`: with it TCP speaks TLS, with `ca.pem`, `cert.pem` and `key.pem` of the folder
    /// `certificateFolder` (`DOCKER_CERT_PATH`). TLS without verification, `ssh://`, `npipe://` and `fd://` are refused.
    /// Throws `Problem`.
    package init(_ text: String, verifiesTLS: Bool = false, certificateFolder: String? = nil) throws(Problem) {
        guard !text.isEmpty else {
            self = .standard
            return
        }
        guard !text.utf8.contains(where: { $0 < 0x21 || $0 == 0x7F }) else {
            throw Problem(description: "DOCKER_HOST must not contain white space or control characters")
        }
        if text.hasPrefix("unix://") {
            let path = String(text.dropFirst("unix://".count))
            // sun_path has 108 bytes, the last of which is NUL (unix(7)).
            guard path.hasPrefix("/"), path.utf8.count <= 107 else {
                throw Problem(description: "DOCKER_HOST must name an absolute path of at most 107 bytes after unix://")
            }
            transport = .unix(path: path)
        } else if text.hasPrefix("tcp://") {
            let (host, port) = try Self.authority(text.dropFirst("tcp://".count))
            guard verifiesTLS else {
                transport = .tcp(host: host, port: port ?? 2375, tls: nil)
                return
            }
            guard let certificateFolder, certificateFolder.hasPrefix("/") else {
                throw Problem(description: "DOCKER_TLS_VERIFY needs an absolute folder in DOCKER_CERT_PATH")
            }
            transport = .tcp(host: host, port: port ?? 2376, tls: EngineTLS(folder: certificateFolder))
        } else {
            throw Problem(description: "DOCKER_HOST must begin with unix:// or tcp://")
        }
    }

    /// As `DOCKER_HOST` spells it.
    package var description: String {
        switch transport {
        case .unix(let path): "unix://\(path)"
        case .tcp(let host, let port, _): "tcp://\(Self.bracketed(host)):\(port)"
        }
    }

    /// Whether requests can be read and changed on their way.
    package var isExposed: Bool {
        if case .tcp(_, _, tls: nil) = transport { true } else { false }
    }

    /// A request for a path of the engine, past every HTTP proxy.
    ///
    /// The operator's setting alone decides where it goes, so no guard against internal addresses applies.
    func request(_ method: String, _ path: String) -> FetchRequest {
        var request: FetchRequest
        switch transport {
        case .unix(let socket):
            request = FetchRequest(method, "http://engine" + path)
            request.unixSocket = socket
        case .tcp(let host, let port, let tls):
            let scheme = tls == nil ? "http" : "https"
            request = FetchRequest(method, "\(scheme)://\(Self.bracketed(host)):\(port)\(path)")
            request.caFile = tls?.authoritiesFile
            request.clientCertificate = tls?.clientCertificate
        }
        request.intermediary = .none
        return request
    }

    private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

    private static func authority(_ text: Substring) throws(Problem) -> (host: String, port: UInt16?) {
        var host = text.hasSuffix("/") ? text.dropLast() : text
        var port: UInt16?
        let portStart = host.lastIndex(of: ":").flatMap { colon in
            host[host.index(after: colon)...].contains("]") ? nil : colon
        }
        if let portStart {
            let digits = host[host.index(after: portStart)...]
            guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = UInt16(digits), number > 0
            else { throw Problem(description: "DOCKER_HOST has no valid port") }
            port = number
            host = host[..<portStart]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":"),
                host.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit || $0 == 0x3A || $0 == 0x2E })
            else { throw Problem(description: "DOCKER_HOST has no valid address in its brackets") }
        } else {
            let isName = host.utf8.allSatisfy { byte in
                let character = Character(Unicode.Scalar(byte))
                return byte < 0x80
                    && (character.isLetter || character.isNumber || byte == 0x2D || byte == 0x2E || byte == 0x5F)
            }
            guard !host.isEmpty, isName else { throw Problem(description: "DOCKER_HOST has no valid host") }
        }
        return (String(host), port)
    }
}
