internal import Crypto
internal import ProxyModel

/// Short names for what an intent says, by which a change of it is noticed.
enum IntentDigest {
    /// What makes the certificate another one.
    static func certificate(_ intent: CertificateIntent) -> String {
        digest([
            intent.domains.sorted().joined(separator: ","), intent.keyType.rawValue,
            intent.issuers.joined(separator: ","), intent.profile ?? "", intent.preferredChain ?? "",
            intent.isStaging ? "staging" : "",
        ])
    }

    /// What makes another attempt worth while, besides: also that the key to be used again is trusted no more.
    static func attempt(_ intent: CertificateIntent, _ current: CertificateRecord?) -> String {
        let revokedAt = intent.reusesKey ? current?.revokedAt : nil
        return digest([
            certificate(intent), intent.challenge.rawValue, intent.dnsProvider ?? "", intent.email ?? "",
            intent.reusesKey ? "same key" + (revokedAt.map { " until \($0)" } ?? "") : "",
        ])
    }

    /// The first 16 bytes of SHA-256 in hexadecimal.
    static func digest(_ parts: [String]) -> String {
        SHA256.hash(data: Array(parts.joined(separator: "\n").utf8)).prefix(16)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
