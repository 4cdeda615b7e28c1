/// An account of proxyd's own identity provider.
package struct LocalUser: Sendable, Equatable {
    /// What is typed at sign-in: 1 to 64 of `a-z`, `0-9`, `.`, `_`, `-`, `@`.
    package var name: String
    /// The encoded argon2id hash, `$argon2id$…`.
    package var passwordHash: String
    /// E-mail address; allowlists compare it.
    package var email: String?
    /// Name for people.
    package var displayName: String?
    /// Groups; allowlists compare them.
    package var groups: [String]
    /// Whether the account cannot sign in.
    package var isDisabled: Bool
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes an account.
    package init(
        name: String, passwordHash: String, email: String? = nil, displayName: String? = nil, groups: [String] = [],
        isDisabled: Bool = false, createdAt: Int64, updatedAt: Int64
    ) {
        self.name = name
        self.passwordHash = passwordHash
        self.email = email
        self.displayName = displayName
        self.groups = groups
        self.isDisabled = isDisabled
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
