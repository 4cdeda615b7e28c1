/// Answers go into the query (OAuth 2.0 Multiple Response Type Encoding Practices §2.1).
struct ResponseModeCheck: AuthorizeCheck {
    func check(_ draft: inout AuthorizeDraft) throws(OAuthError) {
        guard try draft.parameters.single("response_mode") ?? "query" == "query" else {
            throw OAuthError(.invalidRequest, "the only response_mode here is query")
        }
    }
}
