/// What a client asks to be shown (OpenID Connect Core §3.1.2.1).
package enum Prompt: String, Sendable, CaseIterable {
    /// Nothing: an answer at once, whatever it is.
    case none
    /// The user signs in again.
    case login
    /// The user is asked again.
    case consent
    /// The user may choose another account.
    case selectAccount = "select_account"
}
