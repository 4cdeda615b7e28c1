/// The protocol spoken with an identity provider.
protocol UpstreamProvider: Sendable {
    /// Where the browser is sent to sign in.
    func authorizationAddress(_ attempt: SignInAttempt) async throws(ProviderFailure) -> String

    /// Who signed in, by the code that the browser came back with; `issuer` is the parameter `iss` of RFC 9207.
    func identity(
        _ attempt: SignInAttempt, code: String, issuer: String?
    ) async throws(ProviderFailure) -> UserIdentity
}
