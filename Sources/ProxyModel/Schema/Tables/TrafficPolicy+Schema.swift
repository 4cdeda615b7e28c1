extension TrafficPolicy {
    /// The deadlines of one proxy as one member of its JSON; milliseconds here, seconds there.
    struct Timeouts: Sendable, Equatable {
        var connect: Int?
        var response: Int?
        var idle: Int?

        static let schema = ObjectSchema<Timeouts>(
            "Timeouts", blank: { Timeouts() },
            fields: [
                Field(
                    "connect", \.connect, .optional(.seconds(0.001...3600)), default: nil,
                    "Until the connection stands."),
                Field(
                    "response", \.response, .optional(.seconds(0.001...86_400)), default: nil,
                    "Until the head of the response."),
                Field(
                    "idle", \.idle, .optional(.seconds(0.001...86_400)), default: nil,
                    "Between two reads of the response."),
            ])
    }

    var timeouts: Timeouts {
        get { Timeouts(connect: connectTimeoutMS, response: responseTimeoutMS, idle: idleTimeoutMS) }
        set {
            (connectTimeoutMS, responseTimeoutMS, idleTimeoutMS) = (newValue.connect, newValue.response, newValue.idle)
        }
    }
}

extension TrafficPolicy.Upstream {
    /// The fields of one of several upstreams.
    package static let schema = ObjectSchema<Self>(
        "Upstream", blank: { Self(url: .unset) },
        fields: [
            Field("url", .required, \.url, .upstreamURL, "Address of the upstream."),
            Field(
                "weight", \.weight, .integer(0...1000), default: 1, "Relative share; 0 = only when all others are down."
            ),
        ])
}

extension TrafficPolicy.HealthCheck {
    /// The fields of a health check.
    package static let schema = ObjectSchema<Self>(
        "HealthCheck", blank: { Self() },
        fields: [
            Field("path", \.path, .path, default: "/", "Path that is asked for."),
            Field("interval", \.intervalMS, .seconds(0.1...3600), default: 10_000, "Seconds between two checks."),
            Field("timeout", \.timeoutMS, .seconds(0.01...600), default: 2_000, "Seconds until a check has failed."),
            Field(
                "unhealthy_after", \.unhealthyAfter, .integer(1...100), default: 3,
                "Failures in a row that take the upstream out."),
            Field(
                "healthy_after", \.healthyAfter, .integer(1...100), default: 2, "Successes in a row that bring it back."
            ),
            Field(
                "expected_status", \.expectedStatus, .list(.integer(100...599), limit: 100), default: [],
                "Status codes that are a success; empty = 200 to 399."),
        ])
}

extension TrafficPolicy.RateLimit {
    /// The fields of a rate limit.
    package static let schema = ObjectSchema<Self>(
        "RateLimit", blank: { Self(requestsPerSecond: 0, burst: 1) },
        fields: [
            Field(
                "requests_per_second", .required, \.requestsPerSecond, .number(0.001...1_000_000),
                "Rate at which the bucket fills."),
            Field("burst", .required, \.burst, .integer(1...1_000_000), "Size of the bucket."),
        ])
}

extension TrafficPolicy.UpstreamTLS {
    /// The fields of the verification of an upstream.
    package static let schema = ObjectSchema<Self>(
        "UpstreamTLS", blank: { Self() },
        fields: [
            Field("verify", \.verify, .flag, default: true, "Whether chain and name are verified."),
            Field(
                "ca_pem", \.caPEM, .optional(.text(1...65_536)), default: nil,
                "Certificates to trust instead of the system's, PEM."),
            Field(
                "server_name", \.serverName, .optional(.hostName), default: nil,
                "Name that is asked for and verified; null = the host."),
        ])
}

extension UpstreamURL {
    /// Stands in a value under construction until its required field is read.
    static let unset = UpstreamURL(socket: "/", path: "", description: "unix:/")
}
