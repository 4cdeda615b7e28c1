/// No parameter is there twice (RFC 6749 §3.1), but for `resource` (RFC 8707 §2).
struct RepetitionCheck: AuthorizeCheck {
    func check(_ draft: inout AuthorizeDraft) throws(OAuthError) {
        var seen: Set<String> = []
        for (name, _) in draft.parameters.pairs where name != "resource" && !seen.insert(name).inserted {
            throw OAuthError(.invalidRequest, "a parameter is there twice")
        }
    }
}
