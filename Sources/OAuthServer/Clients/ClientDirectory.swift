/// Finds clients by their identifiers.
package protocol ClientDirectory: Sendable {
    /// The client of an identifier; nil when there is none, or when it was disabled.
    ///
    /// Throws `temporarily_unavailable` when that cannot be found out now, `invalid_client` with the reason in words
    /// when an identifier names a metadata document that cannot be used.
    func client(_ id: String) async throws(OAuthError) -> OAuthClient?
}
