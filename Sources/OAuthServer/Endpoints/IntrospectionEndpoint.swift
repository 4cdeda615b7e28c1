internal import ProxyModel

/// `/introspect` (RFC 7662), and with a JSON body the variant of `/api/v1/auth/introspect`.
package struct IntrospectionEndpoint: OAuthEndpoint {
    /// Who holds a token of the management API; nil when it is none.
    package typealias OperatorCheck = @Sendable (String) async -> TokenIntrospection.Caller?

    private let authentication: any ClientAuthentication
    private let introspection: TokenIntrospection
    private let holder: OperatorCheck

    /// Makes the endpoint; nobody may ask without credentials.
    package init(
        authentication: any ClientAuthentication, introspection: TokenIntrospection,
        holder: @escaping OperatorCheck
    ) {
        self.authentication = authentication
        self.introspection = introspection
        self.holder = holder
    }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        guard request.contentType == "application/json" else {
            try FormRequest.check(request)
            let caller = try await caller(request, issuer)
            let token = try request.form.required("token")
            return .json(try await introspection.answer(token, issuer: issuer, to: caller))
        }
        guard request.local.method == "POST" else {
            throw OAuthError(.invalidRequest, "this endpoint is called with POST", status: 405)
        }
        guard let token = Self.bearer(request), let caller = await holder(token) else { throw Self.unauthenticated }
        guard let body = try? JSONValue(parsing: request.local.body, maximumBytes: 64 << 10, maximumDepth: 4),
            let asked = body["token"]?.stringValue, !asked.isEmpty
        else { throw OAuthError(.invalidRequest, "the body has to be a JSON object with the text token") }
        return .json(try await introspection.summary(asked, issuer: issuer, to: caller))
    }

    private func caller(_ request: OAuthRequest, _ issuer: String) async throws(OAuthError) -> TokenIntrospection.Caller
    {
        if let token = Self.bearer(request) {
            guard let caller = await holder(token) else { throw Self.unauthenticated }
            return caller
        }
        let client = try await authentication.authenticate(request, issuer: issuer)
        guard client.isConfidential else {
            throw OAuthError(.invalidClient, "a public client cannot introspect: anybody could be it")
        }
        return .client(client)
    }

    private static let unauthenticated = OAuthError(
        .invalidToken, "the bearer token is none of the management API's",
        challenge: "Bearer realm=\"proxyd\", error=\"invalid_token\"")

    private static func bearer(_ request: OAuthRequest) -> String? {
        guard let field = request.field("authorization") else { return nil }
        let parts = field.split(separator: " ", maxSplits: 1)
        return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
    }
}
