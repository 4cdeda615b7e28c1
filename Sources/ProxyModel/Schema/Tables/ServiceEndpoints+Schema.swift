extension ServiceEndpoints {
    /// The fields of where a service is at the moment.
    package static let schema = ObjectSchema<ServiceEndpoints>(
        "ServiceEndpoints", blank: { ServiceEndpoints(service: "", node: "", phase: .stopped, updatedAt: 0) },
        fields: [
            Field("service", .required, \.service, .serviceName, "Name of the service."),
            Field("node", .required, \.node, .line(0...128), "Node whose listeners stand before its gated ports."),
            Field("phase", .required, \.phase, .choice, "What a request meets."),
            Field(
                "upstreams", \.upstreams, .list(.upstreamURL, limit: 100), default: [],
                "Addresses of the containers that are well."),
            Field("gates", \.gates, .list(.object(PortGate.schema), limit: 32), default: [], "Its gated ports."),
            Field(
                "wait_ms", \.waitMS, .integer(0...3_600_000), default: 60_000,
                "Milliseconds that a request waits at most while it starts."),
            Field("watched", \.isWatched, .flag, default: false, "Whether it is stopped when no requests come."),
            Field("created_by", \.owner, .optional(.line()), default: nil, "Token that owns the service."),
            Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When this was last changed."),
        ])
}

extension PortGate {
    /// The fields of a gated port.
    static let schema = ObjectSchema<PortGate>(
        "PortGate", blank: { PortGate(ServicePort(name: "", hostPort: 1, containerPort: 1), target: nil) },
        fields: [
            Field("name", .required, \.name, .portName, "Name within the service."),
            Field("bind", .required, \.bind, .bindAddress, "Address that is listened on."),
            Field("host", .required, \.hostPort, .integer(1...65_535), "Port that is listened on."),
            Field(
                "target", \.target, .optional(.line(1...64)), default: nil,
                "Where admitted connections go; null while there is no container."),
            Field("require_token", \.requiresToken, .flag, default: false, "Whether requests need a token."),
            Field(
                "source_token_hash", \.tokenDigest, .optional(.sha256), default: nil, access: .secret,
                "Digest of the port's own token."),
            Field(
                "allowed_sources", \.allowedSources, .list(.addressBlock, limit: 100), default: [],
                "CIDR blocks that connections may come from; empty = everybody."),
        ])
}
