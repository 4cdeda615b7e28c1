/// An authority that certificates are asked from by ACME (RFC 8555), besides the presets.
package struct CertificateIssuer: Sendable, Equatable {
    /// What intents call it by.
    package var name: String
    /// Where its directory is.
    package var directoryURL: String
    /// The directory of its test system; nil = none.
    package var stagingURL: String?
    /// The key identifier of an external account (RFC 8555 §7.3.4); nil = none.
    package var eabKeyID: String?
    /// The external account's MAC key, base64url of it sealed for the purpose `certificate-issuer:<name>`; nil = none.
    package var sealedEABKey: String?
    /// The profile to ask for; nil = the authority's default.
    package var profile: String?
    /// Common name of the root that the chain should end at; nil = the authority's default.
    package var preferredChain: String?
    /// The authorities that connections to it are verified by, PEM; nil = those of the settings.
    package var caPEM: String?
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes an issuer.
    package init(
        name: String, directoryURL: String, stagingURL: String? = nil, eabKeyID: String? = nil,
        sealedEABKey: String? = nil, profile: String? = nil, preferredChain: String? = nil, caPEM: String? = nil,
        createdAt: Int64, updatedAt: Int64
    ) {
        self.name = name
        self.directoryURL = directoryURL
        self.stagingURL = stagingURL
        self.eabKeyID = eabKeyID
        self.sealedEABKey = sealedEABKey
        self.profile = profile
        self.preferredChain = preferredChain
        self.caPEM = caPEM
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
