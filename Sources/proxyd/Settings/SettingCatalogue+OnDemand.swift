internal import ACME
internal import ProxyModel

extension SettingCatalogue {
    static let onDemand = SettingGroup(
        title: "Certificates at the first handshake",
        settings: [
            Setting(
                "ON_DEMAND_PERMISSION_URL", \.certificates.onDemand.permissionURL, .httpURL, default: "nobody is asked",
                example: "http://127.0.0.1:8080/may-have-certificate",
                """
                Who is asked, by GET with domain=NAME, whether a name of a host with on_demand_tls may have a certificate: \
                2xx permits it, anything else does not, redirects are not followed. The address may be a private one.
                """),
            Setting(
                "ON_DEMAND_PERMISSION_TIMEOUT", \.certificates.onDemand.permissionTimeout,
                .duration(.milliseconds(100) ... .seconds(10)), example: "2s",
                "Time until the answer is there; without one, the name is refused."),
            Setting(
                "ON_DEMAND_NAMES", \.certificates.onDemand.names, .hostGlobs, default: "none: hosts say it themselves",
                example: "*.customers.example.com,shop-*.example.net",
                "Globs that every such name must be among, whatever its host permits."),
            Setting(
                "ON_DEMAND_DOMAIN_BUDGET", \.certificates.onDemand.domainBudget, .count(1...10_000), example: "50",
                "Certificates for one registered domain: so many at once, and so many more in the course of each day."),
            Setting(
                "ON_DEMAND_CLIENT_BUDGET", \.certificates.onDemand.clientBudget, .count(1...10_000), example: "5",
                """
                Certificates that one client, an IPv4 address or an IPv6 /64, may bring about: so many at once, and so \
                many more in the course of each hour. An IPv6 /48 may bring about four times as many.
                """),
            Setting(
                "ON_DEMAND_TOTAL_BUDGET", \.certificates.onDemand.totalBudget, .count(1...100_000), example: "1000",
                "Certificates that all clients together may bring about: so many at once, and so many more in each hour."
            ),
            Setting(
                "ON_DEMAND_WAIT", \.certificates.onDemand.wait, .duration(.seconds(1) ... .seconds(60)), example: "10s",
                "Time that a handshake waits for its certificate before it gets what TLS_UNKNOWN_NAME says."),
            Setting(
                "ON_DEMAND_REFUSAL_LIFETIME", \.certificates.onDemand.refusalLifetime,
                .duration(.seconds(1) ... .seconds(86_400)), example: "15m",
                "Time for which a name that was refused is refused again without a question."),
        ])
}

extension SettingType where Value == [String] {
    /// Host names in lower case with `*` for any run of characters.
    static let hostGlobs = SettingType(
        label: "a list of host names in lower case with commas, with * for any run of characters",
        parse: { text in
            listed(text) { glob in try? ValueSchema<String>.hostGlob.decode(.string(glob), .request) }
        },
        render: { $0.isEmpty ? nil : $0.joined(separator: ",") })
}
