/// Reads what is to be shown; nothing at all cannot be combined with anything (OpenID Connect Core §3.1.2.1).
struct PromptCheck: AuthorizeCheck {
    func check(_ draft: inout AuthorizeDraft) throws(OAuthError) {
        let names = (try draft.parameters.single("prompt") ?? "").split(separator: " ").map(String.init)
        draft.prompts = Set(names.compactMap(Prompt.init))
        guard !draft.prompts.contains(.none) || names.count == 1 else {
            throw OAuthError(.invalidRequest, "the prompt none stands alone")
        }
    }
}
