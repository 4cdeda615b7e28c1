/// Who signed in, as the identity provider tells it.
package struct UserIdentity: Sendable, Equatable {
    /// Never used for somebody else: `<provider>:<the provider's own stable identifier>`; the claim `sub`.
    package var subject: String
    /// `local`, or the name of an identity provider.
    package var provider: String
    package var username: String
    /// Verified by the provider.
    package var email: String?
    package var name: String?
    package var groups: [String]

    /// Makes an identity.
    package init(
        subject: String, provider: String, username: String, email: String? = nil, name: String? = nil,
        groups: [String] = []
    ) {
        self.subject = subject
        self.provider = provider
        self.username = username
        self.email = email
        self.name = name
        self.groups = groups
    }
}
