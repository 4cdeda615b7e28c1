/// Finds the authorization that a sign-in is for.
package protocol SignInContexts: Sendable {
    /// The context of a transaction; nil when there is none (any more), or when another browser began it than the one
    /// that sends the request.
    func context(transaction: String, for request: OAuthRequest) async throws(OAuthError) -> SignInContext?
}
