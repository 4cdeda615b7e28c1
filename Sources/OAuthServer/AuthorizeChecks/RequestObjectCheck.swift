/// Requests are not taken as objects (OpenID Connect Core §3.1.2.6).
struct RequestObjectCheck: AuthorizeCheck {
    func check(_ draft: inout AuthorizeDraft) throws(OAuthError) {
        guard draft.parameters.all("request").isEmpty else {
            throw OAuthError(.requestNotSupported, "the parameter request is not supported; send plain parameters")
        }
        guard draft.parameters.all("request_uri").isEmpty else {
            throw OAuthError(
                .requestURINotSupported, "the parameter request_uri is not supported; send plain parameters")
        }
    }
}
