/// Who signed in, as the identity provider tells it.
package struct UserIdentity: Sendable, Equatable {
    /// Never used for somebody else: `<provider>:<the provider's own stable identifier>`; the claim `sub`.
    package var subject: String
    /// `local`, or the name of an identity provider.
    package var provider: String
    /// What is typed at sign-in, or the provider's name for the user; it may be given to somebody else later.
    package var username: String
    /// Verified by the provider.
    package var email: String?
    /// Name for people.
    package var name: String?
    /// As the provider names them, in its order.
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
