/// A personal API key, `mcp_<id>_<secret>`: a bearer token of a user for clients that cannot sign in.
package struct APIKey: Sendable, Equatable {
    /// The public part: 10 of `a-z0-9`.
    package var id: String
    /// SHA-256 of the whole key's text, lower-case hexadecimal: the secret has 256 bits.
    package var digest: String
    /// What the user calls it.
    package var label: String
    /// Whose it is, as in the claim `sub` of access tokens.
    package var subject: String
    /// The user's name.
    package var username: String
    /// The user's e-mail address.
    package var email: String?
    /// The user's groups.
    package var groups: [String]
    /// What it allows.
    package var scopes: [String]
    /// Milliseconds since 1970; nil = never.
    package var expiresAt: Int64?
    /// Milliseconds since 1970.
    package var createdAt: Int64

    /// Makes a key's record.
    package init(
        id: String, digest: String, label: String, subject: String, username: String, email: String? = nil,
        groups: [String] = [], scopes: [String] = [], expiresAt: Int64? = nil, createdAt: Int64
    ) {
        self.id = id
        self.digest = digest
        self.label = label
        self.subject = subject
        self.username = username
        self.email = email
        self.groups = groups
        self.scopes = scopes
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }
}
