import ProxyModel
import Synchronization
import Testing

@testable import OAuthServer

/// The endpoints for signing in over the authorization server's surroundings.
final class SignInFixture: Sendable {
    let server: ServerFixture
    let hasher: PasswordHasher
    let providers: SignInProviders
    let sessions: StoredBrowserSessions
    let contexts = KnownContexts()
    let users: LocalUsers
    let accounts: LocalAccounts
    private let endpoints: [(prefix: String, endpoint: any OAuthEndpoint)]

    init(
        parameters: Argon2Parameters = Argon2Parameters(memory: 64, passes: 1, lanes: 1),
        settings edit: (inout OAuthSettings) -> Void = { _ in }
    ) throws {
        server = try ServerFixture(settings: edit)
        let environment = server.environment
        hasher = PasswordHasher(parameters: parameters, randomBytes: environment.randomBytes)
        let providers = SignInProviders(environment, patience: .milliseconds(1_500))
        self.providers = providers
        sessions = StoredBrowserSessions(environment) { providers.current($0, authenticatedAt: $1) }
        users = LocalUsers(environment, hasher: hasher, sessions: sessions)
        accounts = LocalAccounts(environment, hasher: hasher)
        let pages = SignInPages(environment, providers: providers, sessions: sessions, contexts: contexts)
        endpoints = [
            ("/signin/local", LocalSignInEndpoint(pages, accounts: accounts)),
            ("/signin/", ProviderSignInEndpoint(pages)), ("/callback", ProviderSignInEndpoint(pages)),
            ("/signin", SignInEndpoint(pages)),
            ("/signout", SignOutEndpoint(environment, sessions: sessions)),
            ("/proxy-signin", ProxySignInEndpoint(environment, sessions: sessions)),
            (
                "/.proxyd/",
                GuardedHostEndpoint(environment) { claims, type throws(OAuthError) in
                    type + "." + Base64URL.encode(JSONValue.object(claims).compactBytes)
                }
            ),
        ]
    }

    /// Makes an account without hashing for long.
    func addUser(
        _ name: String, _ password: String = "open sesame", email: String? = nil, groups: [String] = []
    ) async throws {
        _ = try await users.create(name: name, password: password, email: email, groups: groups)
    }

    func add(_ provider: IdentityProvider) { server.configuration.put(.identityProvider(provider)) }

    /// Answers as the data plane would have it answered.
    func respond(_ request: LocalRequest) async -> OAuthResponse {
        do throws(OAuthError) {
            let request = try OAuthRequest(request)
            guard let found = endpoints.first(where: { request.path.hasPrefix($0.prefix) }) else {
                return OAuthResponse(status: 404)
            }
            return try await found.endpoint.respond(to: request, issuer: ServerFixture.issuer)
        } catch { return .failure(error) }
    }
}

/// The authorizations that tests say are under way.
final class KnownContexts: SignInContexts {
    private let all = Mutex<[String: SignInContext]>([:])

    func set(_ id: String, _ context: SignInContext?) { all.withLock { $0[id] = context } }

    func context(
        transaction: String, for request: OAuthRequest
    ) async throws(OAuthError) -> SignInContext? { all.withLock { $0[transaction] } }
}

extension OAuthResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The values of a field, in order.
    func fields(_ name: String) -> [String] { headers.filter { $0.name.lowercased() == name }.map(\.value) }

    var location: String { fields("location").first ?? "" }

    /// The parameters of the address that is redirected to.
    var locationQuery: OAuthParameters {
        OAuthParameters(encoded: Array(location.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst())) ?? OAuthParameters()
    }
}
