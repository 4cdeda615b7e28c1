internal import Egress
internal import ProxyModel

/// Signs in with an OAuth app of GitHub.
///
/// GitHub speaks OAuth 2.0 with PKCE, but no OpenID Connect: who signed in is what its REST interface says.
struct GitHubProvider: UpstreamProvider {
    private static let defaultScopes = ["read:user", "user:email", "read:org"]
    private static let defaultAPI = "https://api.github.com"
    private static let pageSize = 100
    private static let pageLimit = 5

    private let provider: SignInProvider
    private let fetch: ProviderFetch

    init(_ provider: SignInProvider, fetch: ProviderFetch) {
        self.provider = provider
        self.fetch = fetch
    }

    func authorizationAddress(_ attempt: SignInAttempt) async throws(ProviderFailure) -> String {
        let scopes = provider.record.scopes.isEmpty ? Self.defaultScopes : provider.record.scopes
        let query = OAuthParameters([
            ("client_id", provider.record.clientID), ("redirect_uri", attempt.redirectURI),
            ("scope", scopes.joined(separator: " ")), ("state", attempt.state),
            ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
        ])
        return provider.record.issuer + "/login/oauth/authorize?" + query.encoded
    }

    func identity(
        _ attempt: SignInAttempt, code: String, issuer: String?
    ) async throws(ProviderFailure) -> UserIdentity {
        var form: [(name: String, value: String)] = [
            ("client_id", provider.record.clientID), ("code", code), ("redirect_uri", attempt.redirectURI),
            ("code_verifier", attempt.verifier),
        ]
        if let secret = provider.secret { form.append(("client_secret", secret)) }
        let answer = try await fetch.token(
            provider.record.issuer + "/login/oauth/access_token", form: OAuthParameters(form), authorization: nil)
        guard let token = answer["access_token"]?.stringValue, !token.isEmpty,
            answer["token_type"]?.stringValue?.lowercased() == "bearer"
        else { throw .invalidAnswer("its token answer has no bearer token") }
        let granted = Set((answer["scope"]?.stringValue ?? "").split { $0 == "," || $0 == " " }.map(String.init))
        let profile = try await fetch.document(api("/user"), bearer: token, headers: Self.headers)
        guard let id = profile["id"]?.integerValue, id > 0, let login = profile["login"]?.stringValue, !login.isEmpty
        else { throw .invalidAnswer("its profile has no id and login") }
        var user = UserIdentity(
            subject: provider.record.name + ":\(id)", provider: provider.record.name, username: login,
            name: profile["name"]?.stringValue)
        if granted.contains("user:email") || granted.contains("user") { user.email = try await email(token) }
        if !granted.isDisjoint(with: ["read:org", "write:org", "admin:org"]) { user.groups = try await groups(token) }
        return user
    }

    /// The primary address, if GitHub has verified it.
    private func email(_ token: String) async throws(ProviderFailure) -> String? {
        let list = try await pages("/user/emails", token)
        let primary = list.first { $0["primary"]?.boolValue == true && $0["verified"]?.boolValue == true }
        return primary?["email"]?.stringValue
    }

    /// `org` for each organisation and `org/team` for each team.
    private func groups(_ token: String) async throws(ProviderFailure) -> [String] {
        let organisations = try await pages("/user/orgs", token).compactMap { $0["login"]?.stringValue }
        let teams = try await pages("/user/teams", token).compactMap { team -> String? in
            guard let slug = team["slug"]?.stringValue, let owner = team["organization"]?["login"]?.stringValue else {
                return nil
            }
            return owner + "/" + slug
        }
        return organisations + teams
    }

    private func pages(_ path: String, _ token: String) async throws(ProviderFailure) -> [JSONValue] {
        var all: [JSONValue] = []
        for page in 1...Self.pageLimit {
            let url = api(path) + "?per_page=\(Self.pageSize)&page=\(page)"
            guard let list = try await fetch.document(url, bearer: token, headers: Self.headers).arrayValue else {
                throw .invalidAnswer("it answered \(path) with no list")
            }
            all += list
            if list.count < Self.pageSize { break }
        }
        return all
    }

    private func api(_ path: String) -> String { (provider.record.apiURL ?? Self.defaultAPI) + path }

    private static let headers = [
        FetchField("Accept", "application/vnd.github+json"), FetchField("X-GitHub-Api-Version", "2022-11-28"),
    ]
}
