/// Who may call an operation.
package enum AccessScope: String, Sendable {
    /// Everybody, without a token.
    case open
    /// Every valid token; it sees and changes only what it owns.
    case token
    /// Only `ADMIN_TOKEN`.
    case admin
}
