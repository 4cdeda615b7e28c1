internal import ACME
internal import ProxyModel

/// Who may bring or ask for a certificate for which names.
enum CertificateRules {
    /// Throws a 403 when a token brings or asks for a certificate that would serve hosts of others.
    static func check(_ domains: [String], _ snapshot: ConfigurationSnapshot, _ caller: Caller) throws(Problem) {
        guard !caller.isAdmin else { return }
        let reachesOthers = snapshot.proxies(coveredBy: domains).contains { !caller.owns($0.owner) }
        guard !reachesOthers else {
            throw Problem(.forbidden, "the certificate covers a host that is served and not the token's own")
        }
    }

    /// Throws a 422 for a name that certificates of handshakes have, or a 409 when the name of a certificate is taken.
    static func checkName(_ name: String, _ snapshot: ConfigurationSnapshot) throws(Problem) {
        try checkIsFree(name)
        guard CertificateEntry(name, in: snapshot) == nil else {
            throw Problem(.conflict, "there is a certificate '\(name)' already")
        }
    }

    /// Throws a 422 for a name that handshakes find their certificate by: whoever had it would keep a host without one.
    static func checkIsFree(_ name: String) throws(Problem) {
        guard !name.hasPrefix(OnDemandDecision.certificateName(for: "")) else {
            throw Problem(
                SchemaProblem([
                    SchemaIssue(
                        pointer: "/cert_name",
                        detail: "names with 'on-demand.' are for certificates that handshakes bring about")
                ]))
        }
    }

    /// Throws a 409 that lists the names which have a certificate already, or are about to get one.
    static func checkDomains(
        _ domains: [String], _ snapshot: ConfigurationSnapshot, _ caller: Caller
    ) throws(Problem) {
        var taken: Set<String> = []
        var certificates: Set<String> = []
        for domain in domains {
            for name in snapshot.certificateNames(for: domain) {
                // What a certificate still covers that is to cover it no longer is free again.
                // What a handshake brought about serves until another is there, and no longer than it is permitted.
                guard let entry = CertificateEntry(name, in: snapshot), entry.domains.contains(domain),
                    !snapshot.isOnDemand(name)
                else { continue }
                taken.insert(domain)
                if caller.owns(entry.owner) { certificates.insert(name) }
            }
        }
        guard taken.isEmpty else {
            throw Problem(
                .conflict, "there is a certificate already for \(taken.sorted().joined(separator: ", "))",
                members: ["domains": .texts(taken.sorted()), "certificates": .texts(certificates.sorted())])
        }
    }
}
