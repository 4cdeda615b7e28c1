import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import OAuthServer

/// The pages of an authorization as one browser sees them, with its cookies.
final class BrowserFixture: Sendable {
    let server: ServerFixture
    let sessions: StoredBrowserSessions
    let codes: RecordedCodes
    let flow: AuthorizationFlow
    private let cookies = Mutex<[String: String]>([:])
    private let others = Mutex<[String: any OAuthEndpoint]>([:])

    init(settings edit: (inout OAuthSettings) -> Void = { _ in }) throws {
        let server = try ServerFixture(settings: edit)
        self.server = server
        try server.guardHost("one.example.com")
        sessions = StoredBrowserSessions(server.environment)
        codes = RecordedCodes()
        flow = AuthorizationFlow(
            server.environment, clients: SampleClients(), codes: codes, sessions: sessions)
    }

    /// A second browser at the same server.
    init(beside other: BrowserFixture) {
        server = other.server
        sessions = other.sessions
        codes = other.codes
        flow = other.flow
    }

    /// Guards the resource anew, with other lists.
    func guardResource(_ edit: (inout ProxyAuthConfig) -> Void) throws {
        var auth = ProxyAuthConfig(authProxy: "auth.example.com")
        edit(&auth)
        try server.guardHost("one.example.com") { $0.auth = Boxed(auth) }
    }

    static let ada = UserIdentity(
        subject: "local:ada", provider: "local", username: "ada", email: "ada@example.com", groups: ["staff"])

    /// Adds an endpoint under its path.
    func add(_ endpoint: any OAuthEndpoint, at path: String) { others.withLock { $0[path] = endpoint } }

    /// Signs in with this browser.
    @discardableResult
    func signIn(_ user: UserIdentity = BrowserFixture.ada) async throws -> BrowserSession {
        let (session, fields) = try await sessions.start(user, for: OAuthRequest(request("GET", "/signin")))
        keep(fields)
        return session
    }

    /// Loads a page.
    func get(_ target: String) async throws -> OAuthResponse { try await send(request("GET", target)) }

    /// Sends a form from a page of the server's own.
    func post(
        _ path: String, _ form: [(name: String, value: String)],
        headers: [(name: String, value: String)] = [("Sec-Fetch-Site", "same-origin")]
    ) async throws -> OAuthResponse {
        var request = request("POST", path)
        request.headers += [("Content-Type", "application/x-www-form-urlencoded")] + headers
        request.body = Array(OAuthParameters(form).encoded.utf8)
        return try await send(request)
    }

    /// Asks for a code with a valid request; nil removes a parameter.
    func authorize(_ changes: [String: String?] = [:]) async throws -> OAuthResponse {
        let changed =
            AuthorizeChecksTests.valid.filter { changes[$0.name] == nil }
            + changes.compactMap { name, value in value.map { (name: name, value: $0) } }
        return try await get("/authorize?" + OAuthParameters(changed).encoded)
    }

    /// Asks for a code and opens the page that the browser is sent to; the page, and the fields of its form.
    func consentPage(_ changes: [String: String?] = [:]) async throws -> (page: OAuthResponse, form: PageForm) {
        let page = try await get(try #require(location(of: try await authorize(changes))))
        return (page, try #require(PageForm(page)))
    }

    func location(of response: OAuthResponse) -> String? {
        response.headers.first { $0.name == "Location" }?.value
    }

    func request(_ method: String, _ target: String) -> LocalRequest {
        let jar = cookies.withLock { $0.map { $0.key + "=" + $0.value }.sorted().joined(separator: "; ") }
        return server.request(method, target, headers: jar.isEmpty ? [] : [("Cookie", jar)])
    }

    private func send(_ request: LocalRequest) async throws -> OAuthResponse {
        let request = try OAuthRequest(request)
        let endpoint: any OAuthEndpoint =
            switch request.path {
            case "/authorize": AuthorizeEndpoint(flow)
            case "/authorize/continue": ContinueEndpoint(flow)
            case "/consent": ConsentEndpoint(flow)
            default: try #require(others.withLock { $0[request.path] })
            }
        let response = try await endpoint.respond(to: request, issuer: ServerFixture.issuer)
        keep(response.headers)
        return response
    }

    private func keep(_ fields: [(name: String, value: String)]) {
        for field in fields where field.name == "Set-Cookie" {
            let pair = field.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies.withLock { $0[pair[0]] = pair.count > 1 ? pair[1] : nil }
        }
    }
}

/// The hidden fields of a page's first form.
struct PageForm {
    var fields: [(name: String, value: String)] = []

    init?(_ page: OAuthResponse) {
        let text = String(decoding: page.body, as: UTF8.self)
        for tag in text.split(separator: "<input type=\"hidden\" name=\"").dropFirst() {
            let parts = tag.split(separator: "\"", maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4, parts[1] == " value=" else { return nil }
            let name = String(parts[0])
            if !fields.contains(where: { $0.name == name }) { fields.append((name, String(parts[2]))) }
        }
        guard !fields.isEmpty else { return nil }
    }

    /// The fields with another one, which replaces its namesake.
    func with(_ name: String, _ value: String) -> [(name: String, value: String)] {
        fields.filter { $0.name != name } + [(name, value)]
    }
}

/// Issues codes and remembers for what.
final class RecordedCodes: AuthorizationCodes {
    struct Issued {
        let grant: AuthorizedGrant
        let redirectURI: String?
        let codeChallenge: String
    }

    private let all = Mutex<[Issued]>([])
    private let failure = Mutex<OAuthError?>(nil)

    var issued: [Issued] { all.withLock { $0 } }

    /// Makes every call fail until it is called with nil.
    func setFailure(_ error: OAuthError?) { failure.withLock { $0 = error } }

    func issue(
        _ grant: AuthorizedGrant, redirectURI: String?, codeChallenge: String
    ) async throws(OAuthError) -> String {
        if let error = failure.withLock({ $0 }) { throw error }
        return all.withLock {
            $0.append(Issued(grant: grant, redirectURI: redirectURI, codeChallenge: codeChallenge))
            return "code-\($0.count)"
        }
    }
}
