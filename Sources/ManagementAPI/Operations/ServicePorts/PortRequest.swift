internal import DockerControl
internal import OAuthServer
internal import ProxyModel

/// A port as a client asks for it: what the record has, and its token as text.
struct PortRequest: Sendable {
    static let tokenPrefix = "acp_"

    var name = ""
    /// nil = the next free one of the range.
    var host: UInt16?
    /// nil = the port that the service's process listens on.
    var container: UInt16?
    var bind = "127.0.0.1"
    var transport = ServicePort.Transport.tcp
    /// The token's text; null in a change takes it away.
    var token: String?
    /// nil = whether a token is given, or was there.
    var requiresToken: Bool?
    var allowedSources: [String] = []
    var summary = ""

    /// What a client may say of a new port, and of one that is there.
    static let schema = ObjectSchema<PortRequest>(
        "PortConfiguration", blank: { PortRequest() },
        fields: [
            Field("name", .required, \.name, .portName, "Name within the service."),
            Field(
                "host", \.host, .optional(.integer(1...65_535)), default: nil,
                "Port of the host; null = the next free one of DOCKER_PORT_RANGE."),
            Field(
                "container", \.container, .optional(.integer(1...65_535)), default: nil,
                "Port in the container; null = the service's internal_port."),
            Field(
                "bind", \.bind, .bindAddress, default: "127.0.0.1",
                "Address of the host: 127.0.0.1, ::1, 0.0.0.0, ::, localhost, or one of its own."),
            Field("protocol", \.transport, .choice, default: .tcp, "What is spoken there."),
            Field(
                "source_token", \.token, .optional(.portSecret), default: nil,
                "Token that requests have to carry; only its digest is kept."),
            Field(
                "token", \.token, .optional(.portSecret), default: nil, "The same as source_token."),
            Field(
                "require_token", \.requiresToken, .optional(.flag), default: nil,
                "Whether only HTTP requests with a token are admitted; without source_token one is made and shown once."
            ),
            Field(
                "allowed_sources", \.allowedSources, .list(.addressBlock, limit: 100), default: [],
                "CIDR blocks that connections may come from; empty = everybody."),
            Field("description", \.summary, .line(), default: "", "For people."),
        ],
        rules: { request in
            var issues: [SchemaIssue] = []
            if request.transport == .udp, request.isGated {
                issues.append(SchemaIssue(pointer: "/protocol", detail: "tokens and sources are for tcp"))
            }
            if request.token != nil, request.requiresToken == false {
                issues.append(SchemaIssue(pointer: "/require_token", detail: "a token is required that is given"))
            }
            return issues
        })

    private var isGated: Bool { token != nil || requiresToken == true || !allowedSources.isEmpty }

    /// The members of a port that a change starts from.
    init(_ port: ServicePort) {
        name = port.name
        host = port.hostPort
        container = port.containerPort
        bind = port.bind
        transport = port.transport
        allowedSources = port.allowedSources
        summary = port.summary
    }

    private init() {}

    /// The port of the record but for its number on the host, and the token's text when one had to be made.
    ///
    /// `former` is the port that it takes the place of; its token stays when nothing is said of one.
    func port(
        of service: ContainerService, replacing former: ServicePort? = nil, keepsToken: Bool = true, now: Int64,
        random: (Int) -> [UInt8]
    ) -> (port: ServicePort, made: String?) {
        var port = ServicePort(name: name, hostPort: host ?? 0, containerPort: container ?? service.internalPort)
        port.bind = bind
        port.transport = transport
        port.allowedSources = allowedSources
        port.summary = summary
        port.createdAt = former?.createdAt ?? now
        port.requiresToken = requiresToken ?? (token != nil || former?.requiresToken == true)
        guard port.requiresToken else { return (port, nil) }
        if let token {
            port.tokenDigest = SecretDigest.hexadecimal(token)
            return (port, nil)
        }
        if let former, former.requiresToken {
            port.tokenDigest = keepsToken ? former.tokenDigest : nil
            return (port, nil)
        }
        let made = Self.tokenPrefix + Base64URL.encode(random(32))
        port.tokenDigest = SecretDigest.hexadecimal(made)
        return (port, made)
    }
}

extension ValueSchema where Value == String {
    /// The text of a token for ports: 8 to 512 bytes that a header field can carry.
    static var portSecret: ValueSchema {
        line(8...512).refined { text in
            text.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? nil : "expected printable ASCII without spaces"
        }
    }
}
