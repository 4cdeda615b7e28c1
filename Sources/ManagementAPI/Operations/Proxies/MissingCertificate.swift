internal import ACME
internal import ProxyModel

/// Why a host that wants HTTPS has no certificate, and what helps.
enum MissingCertificate {
    /// Why nobody asks for a certificate of this host by itself; nil = nothing is in the way.
    static func obstacle(
        _ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot, _ call: OperationCall
    ) throws(Problem) -> String? {
        guard call.environment.settings.obtainsCertificates, call.environment.issuances != nil else {
            return "No authority is set. Set ACME_EMAIL, or upload a certificate that covers '\(proxy.hostname)'."
        }
        guard case .exact(let host) = proxy.hostname else {
            return "Certificates of wildcards come by a DNS provider: 'proxyd cert dns create' makes one, and "
                + "'proxyd cert create' with --dns-provider asks for the certificate."
        }
        let isPublic = try isOfPublicAuthority(snapshot, call)
        guard isPublic || !host.text.contains(".") else { return nil }
        return PublicNameCheck.finding(host.text)?.words
    }

    /// What users are told of a host that has none and for which none is coming.
    static func reason(
        _ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot, _ call: OperationCall
    ) throws(Problem) -> String {
        try obstacle(proxy, snapshot, call)
            ?? "Nobody has asked for one yet: 'proxyd proxy update \(proxy.hostname) --enable-https true' does."
    }

    /// Public authorities issue for public names alone, and nobody should ask them for others again and again.
    private static func isOfPublicAuthority(
        _ snapshot: ConfigurationSnapshot, _ call: OperationCall
    ) throws(Problem) -> Bool {
        let name = try call.issuances().settings.defaultIssuer
        guard snapshot.certificateIssuers[name] == nil else { return false }
        return IssuerPreset.allCases.contains { preset in
            preset != .local && (preset.rawValue == name || preset.directoryURL == name)
        }
    }
}
