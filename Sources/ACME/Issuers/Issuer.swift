/// An authority as an intent asks it: what presets, records, settings and the intent say, taken together.
///
/// The key of the external account is secret: the type has no description.
package struct Issuer: Sendable, Equatable {
    /// The name of a preset or record, or the directory's URL.
    package var name: String
    /// Where its directory is; empty for the local authority.
    package var directoryURL: String
    /// The directory of its test system; nil = none is known, or it is the one in use.
    package var stagingURL: String?
    /// The external account that a new account is bound to; nil = none.
    package var externalAccount: ExternalAccount?
    /// The profile to ask for; nil = the authority's default.
    package var profile: String?
    /// Common name of the root that the chain should end at; nil = the authority's default.
    package var preferredChain: String?
    /// The authorities to trust in TLS with it, PEM; nil = those of the settings.
    package var caPEM: String?
    /// The limits that are kept without being told.
    package var limits: IssuerLimits

    /// Makes an issuer.
    package init(
        name: String, directoryURL: String, stagingURL: String? = nil, externalAccount: ExternalAccount? = nil,
        profile: String? = nil, preferredChain: String? = nil, caPEM: String? = nil,
        limits: IssuerLimits = .none
    ) {
        self.name = name
        self.directoryURL = directoryURL
        self.stagingURL = stagingURL
        self.externalAccount = externalAccount
        self.profile = profile
        self.preferredChain = preferredChain
        self.caPEM = caPEM
        self.limits = limits
    }

    /// Whether it is this installation's own authority, which ACME is not spoken with.
    package var isLocal: Bool { directoryURL.isEmpty }
}
