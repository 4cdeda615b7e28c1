/// `state` is returned as it is, so it comes first; what is too long to be returned is refused without it.
struct StateCheck: AuthorizeCheck {
    private static let longest = 4_096

    func check(_ draft: inout AuthorizeDraft) throws(OAuthError) {
        let state = try draft.parameters.single("state")
        guard (state?.utf8.count ?? 0) <= Self.longest else {
            throw OAuthError(.invalidRequest, "the parameter state is longer than \(Self.longest) bytes")
        }
        draft.state = state
    }
}
