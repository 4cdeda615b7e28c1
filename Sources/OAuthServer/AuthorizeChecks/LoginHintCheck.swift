/// Takes the hint who will sign in, for the field of the sign-in page; one that no name can be is no reason to refuse.
struct LoginHintCheck: AuthorizeCheck {
    private static let longest = 256

    func check(_ draft: inout AuthorizeDraft) throws(OAuthError) {
        guard let hint = try draft.parameters.single("login_hint"), hint.utf8.count <= Self.longest else { return }
        draft.loginHint = hint
    }
}
