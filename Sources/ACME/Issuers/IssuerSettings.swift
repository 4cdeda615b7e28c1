/// What the settings say about authorities.
package struct IssuerSettings: Sendable, Equatable {
    /// The authority of intents that name none: a preset, a record's name or a directory's URL.
    package var defaultIssuer: String
    /// The test system that goes with it; nil = that of the preset, if it is one.
    package var stagingURL: String?
    /// The contact of intents that have none; nil = accounts without contact.
    package var email: String?

    /// Makes settings.
    package init(
        defaultIssuer: String = IssuerPreset.letsEncrypt.rawValue, stagingURL: String? = nil, email: String? = nil
    ) {
        self.defaultIssuer = defaultIssuer
        self.stagingURL = stagingURL
        self.email = email
    }
}
