/// An end of access before its time, in force on every node within a second.
package struct Revocation: Sendable, Hashable {
    /// What it ends.
    package enum Subject: Sendable, Hashable {
        /// One access token, by its claim `jti`.
        case token(String)
        /// All that came of one authorization, by the claim `grant`.
        case grant(String)
        /// All that one client holds for one user, by `sub` and `client_id`.
        case userAndClient(user: String, client: String)
        /// All of a user, by `sub`.
        case user(String)
        /// All of a client, by `client_id`.
        case client(String)
    }

    /// What ends.
    package var subject: Subject
    /// Ends what was issued before it or in the same second, seconds since 1970 (compared with `iat`).
    package var issuedUntil: Int64
    /// When nothing that it ends could be valid any more, seconds since 1970.
    package var expiresAt: Int64

    /// Makes a revocation.
    package init(_ subject: Subject, issuedUntil: Int64, expiresAt: Int64) {
        self.subject = subject
        self.issuedUntil = issuedUntil
        self.expiresAt = expiresAt
    }
}
