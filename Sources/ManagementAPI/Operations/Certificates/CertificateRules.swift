internal import ProxyModel

/// Who may bring a certificate for which names.
enum CertificateRules {
    /// Throws a 403 when a token brings a certificate that would serve hosts of others.
    static func check(
        _ certificate: CertificateRecord, _ snapshot: ConfigurationSnapshot, _ caller: Caller
    ) throws(Problem) {
        guard !caller.isAdmin else { return }
        let reachesOthers = snapshot.proxies.values.contains { stored in
            !caller.owns(stored.value.owner) && certificate.covers(stored.value.hostname)
        }
        guard !reachesOthers else {
            throw Problem(.forbidden, "the certificate covers a host that is served and not the token's own")
        }
    }
}
