/// What certificate is wanted: written by operations alone, never by what obtains it.
///
/// What became of it is in the `CertificateRecord` of the same name, and in the progress of its issuance.
package struct CertificateIntent: Sendable, Equatable {
    /// Name of the certificate.
    package var name: String
    /// Canonical names (wildcards as `*.example.com`) and addresses, 1 to 100, each once; the first is the subject.
    package var domains: [String]
    /// Contact given to the authority; nil = that of the settings.
    package var email: String?
    /// Whom to ask, in this order: presets, names of `CertificateIssuer` or directory URLs; empty = that of the settings.
    package var issuers: [String]
    /// How control of the names is shown.
    package var challenge: ChallengePreference
    /// The provider that dns challenges go by; nil = none.
    package var dnsProvider: String?
    /// The kind of key pair.
    package var keyType: CertificateKeyType
    /// Whether the key pair stays the same when the certificate is renewed.
    package var reusesKey: Bool
    /// The authority's profile to ask for; nil = that of the issuer.
    package var profile: String?
    /// Common name of the root that the chain should end at, where the authority offers several; nil = that of the issuer.
    package var preferredChain: String?
    /// Whether the authorities' test systems are asked, whose certificates nobody trusts.
    package var isStaging: Bool
    /// Whether a handshake brought it about, so that it ends when no more handshakes come.
    package var isOnDemand: Bool
    /// When an operator asked last for a new certificate, or for another try, in milliseconds since 1970; nil = never.
    package var renewalRequestedAt: Int64?
    /// Name of the token that created it and owns it; nil = admin.
    package var owner: String?
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes an intent with the defaults.
    package init(name: String, domains: [String], createdAt: Int64) {
        self.name = name
        self.domains = domains
        issuers = []
        challenge = .auto
        keyType = .p256
        reusesKey = false
        isStaging = false
        isOnDemand = false
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}
