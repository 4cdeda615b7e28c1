import Crypto
import Egress
import ProxyModel
import Testing

@testable import OAuthServer

/// The token endpoints over the authorization server's surroundings, with two guarded hosts and clients of each kind.
final class TokenFixture: Sendable {
    static let issuer = ServerFixture.issuer
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk-0"
    static let redirectURI = "https://app.test/cb"
    static let first = "https://a.example.com/mcp"
    static let second = "https://b.example.com/mcp"

    let server: ServerFixture
    let keys: SigningKeyRing
    let service: TokenService
    private let introspectionEndpoint: IntrospectionEndpoint

    init(
        settings edit: (inout OAuthSettings) -> Void = { _ in },
        currentUser: @escaping CurrentUser = { user, _ in user }, issuers: (any AssertionIssuers)? = nil
    ) async throws {
        // Signing with RSA in a debug build is slow, and what is signed with is not what most of these tests are about.
        server = try ServerFixture {
            $0.signingAlgorithm = .es256
            edit(&$0)
        }
        for host in ["a.example.com", "b.example.com"] { try server.guardHost(host) }
        keys = try SigningKeyRing(server.environment)
        try await keys.maintain()
        let documents = PublicDocuments(server.environment, intermediary: .none)
        let authenticator = ClientAuthenticator(
            server.environment, clients: SampleDirectory(), keys: ClientKeySets(documents))
        service = TokenService(
            server.environment, keys: keys, authentication: authenticator, currentUser: currentUser, issuers: issuers)
        introspectionEndpoint = IntrospectionEndpoint(
            authentication: authenticator, introspection: service.introspection
        ) {
            switch $0 {
            case "acm_operator": .operatorOfServer
            case "acm_owner": .owner("team-a")
            default: nil
            }
        }
    }

    static let user = UserIdentity(
        subject: "local:ada", provider: "local", username: "ada", email: "ada@example.com", name: "Ada Lovelace",
        groups: ["dev"])

    /// What a user allowed a client.
    func grant(
        client: String = "public", scopes: [String] = ["mcp:read", "mcp:write"],
        resources: [String] = [TokenFixture.first], issuer: String = TokenFixture.issuer
    ) -> AuthorizedGrant {
        AuthorizedGrant(
            id: server.environment.token(bytes: 16), issuer: issuer, clientID: client, user: Self.user, scopes: scopes,
            resources: resources, authenticatedAt: server.clock.now / 1_000)
    }

    /// A code for a grant, as the consent page hands it out.
    func code(_ grant: AuthorizedGrant, redirectURI: String? = TokenFixture.redirectURI) async throws -> String {
        try await service.codes.issue(
            grant, redirectURI: redirectURI,
            codeChallenge: Base64URL.encode(SHA256.hash(data: Array(Self.verifier.utf8))))
    }

    /// The form that redeems a code.
    func redemption(
        _ code: String, client: String = "public", more: [(name: String, value: String)] = []
    ) -> [(name: String, value: String)] {
        [
            ("grant_type", "authorization_code"), ("code", code), ("client_id", client),
            ("redirect_uri", Self.redirectURI), ("code_verifier", Self.verifier),
        ] + more
    }

    /// The first tokens of a new authorization.
    func signIn(_ grant: AuthorizedGrant? = nil) async throws -> JSONValue {
        let grant = grant ?? self.grant()
        return try await accepted(
            redemption(try await code(grant), client: grant.clientID) + Self.secret(grant.clientID))
    }

    /// The form that uses a refresh token.
    func refreshing(
        _ token: String, client: String = "public", more: [(name: String, value: String)] = []
    ) -> [(name: String, value: String)] {
        [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", client)] + more
    }

    /// The secret of a client that has one.
    static func secret(_ client: String) -> [(name: String, value: String)] {
        client == "public" || client == "other" ? [] : [("client_secret", "s3cret")]
    }

    /// The answer of an endpoint, failures included.
    func answer(
        _ path: String, _ form: [(name: String, value: String)], headers: [(name: String, value: String)] = [],
        issuer: String = TokenFixture.issuer
    ) async throws -> OAuthResponse {
        try await answer(server.form(path, form, headers: headers), issuer: issuer)
    }

    func answer(_ request: OAuthRequest, issuer: String = TokenFixture.issuer) async throws -> OAuthResponse {
        let endpoints: [String: any OAuthEndpoint] = [
            "/token": service.token, "/revoke": service.revocation, "/introspect": introspectionEndpoint,
            "/device_authorization": service.deviceAuthorization, "/jwks": KeySetEndpoint(keys: keys),
        ]
        let endpoint = try #require(endpoints[request.path])
        do throws(OAuthError) {
            return try await endpoint.respond(to: request, issuer: issuer)
        } catch { return .failure(error) }
    }

    /// The tokens of a request that must succeed.
    func accepted(_ form: [(name: String, value: String)]) async throws -> JSONValue {
        let answer = try await answer("/token", form)
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return try JSONValue(parsing: answer.body)
    }

    /// Status and code of a request that must fail.
    func refused(
        _ form: [(name: String, value: String)], _ path: String = "/token", issuer: String = TokenFixture.issuer
    ) async throws -> String {
        let answer = try await answer(path, form, issuer: issuer)
        return "\(answer.status) \((try? JSONValue(parsing: answer.body))?["error"]?.stringValue ?? "")"
    }

    /// The claims of an access token, verified with the published keys.
    func claims(_ tokens: JSONValue) throws -> JWTClaims {
        let token = try JWS(try #require(tokens["access_token"]?.stringValue))
        #expect(token.type == "at+jwt")
        return try token.claims(verifiedBy: keys.keySet)
    }

    /// What an operator is told of a token.
    func introspected(_ token: String?) async throws -> JSONValue {
        try await service.introspection.answer(try #require(token), issuer: Self.issuer, to: .operatorOfServer)
    }
}

/// Clients of each kind, all with the same secret.
struct SampleDirectory: ClientDirectory {
    func client(_ id: String) async throws(OAuthError) -> OAuthClient? {
        let digest = SecretDigest.hexadecimal("s3cret")
        let all: Set<OAuthClient.GrantType> = [
            .authorizationCode, .refreshToken, .clientCredentials, .deviceCode, .jwtBearer,
        ]
        switch id {
        case "public", "other":
            return OAuthClient(
                id: id, source: .registration, redirectURIs: [TokenFixture.redirectURI],
                grantTypes: [.authorizationCode, .refreshToken, .deviceCode])
        case "secret":
            return OAuthClient(
                id: id, source: .registration, redirectURIs: [TokenFixture.redirectURI],
                authenticationMethods: [.post, .basic], grantTypes: all, secretDigest: digest)
        case "machine":
            return OAuthClient(
                id: id, source: .configuration, redirectURIs: [TokenFixture.redirectURI],
                authenticationMethods: [.basic], grantTypes: all, scopes: ["mcp:read"], secretDigest: digest)
        case "once":
            return OAuthClient(
                id: id, source: .registration, redirectURIs: [TokenFixture.redirectURI],
                authenticationMethods: [.post], grantTypes: [.authorizationCode], secretDigest: digest)
        default: return nil
        }
    }
}
