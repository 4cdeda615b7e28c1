/// Codes are all that is given here, and only to clients that may redeem them.
struct ResponseTypeCheck: AuthorizeCheck {
    func check(_ draft: inout AuthorizeDraft) throws(OAuthError) {
        guard try draft.parameters.required("response_type") == "code" else {
            throw OAuthError(.unsupportedResponseType, "the only response_type here is code")
        }
        guard draft.client.grantTypes.contains(.authorizationCode) else {
            throw OAuthError(.unauthorizedClient, "the client is not registered for the grant type authorization_code")
        }
    }
}
