/// One rule for authorization requests whose client and redirect URI are sure.
protocol AuthorizeCheck: Sendable {
    /// Reads its part of the request into the draft; throws what the client is told.
    func check(_ draft: inout AuthorizeDraft) throws(OAuthError)
}
