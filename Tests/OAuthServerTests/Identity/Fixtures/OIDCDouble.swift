import Crypto
import ProxyModel
import Synchronization
import TestSupport

@testable import OAuthServer

/// An OpenID provider on loopback whose every answer a test can spoil.
final class OIDCDouble: Sendable {
    struct State: Sendable {
        var key = P256.Signing.PrivateKey()
        var keyID = "k1"
        /// Members of the ID token that differ from what is right; "-" removes one.
        var claims: JSONObject = [:]
        /// Makes the token of the right claims; nil = signs them by ES256.
        var forge: (@Sendable (JSONObject) -> String)?
        var discovery: JSONObject = [:]
        var userinfo: JSONValue?
        var nonce = ""
        var challenge = ""
        /// Answers in place of the double.
        var override: LoopbackServer.Script?
    }

    let server: LoopbackServer
    let clientID: String
    private let clock: TestClock
    let state = Mutex(State())

    init(clientID: String = "client-1", clock: TestClock) throws {
        server = try LoopbackServer()
        self.clientID = clientID
        self.clock = clock
        server.answer { [weak self] request in self?.answer(request) ?? .silence }
    }

    var issuer: String { server.origin }

    func record(_ name: String = "idp", sealedSecret: String? = nil) -> IdentityProvider {
        IdentityProvider(
            name: name, kind: .oidc, label: "Example ID", issuer: issuer, clientID: clientID,
            sealedSecret: sealedSecret, createdAt: 0, updatedAt: 0)
    }

    /// Takes note of what the browser was sent with.
    func authorize(_ response: OAuthResponse) {
        let query = response.locationQuery
        state.withLock { state in
            state.nonce = query.all("nonce").first ?? ""
            state.challenge = query.all("code_challenge").first ?? ""
        }
    }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    private func answer(_ request: LoopbackRequest) -> LoopbackServer.Answer {
        let state = state.withLock { $0 }
        if let override = state.override { return override(request) }
        switch request.path {
        case "/.well-known/openid-configuration":
            var document: JSONObject = [
                "issuer": .string(issuer), "authorization_endpoint": .string(issuer + "/authorize"),
                "token_endpoint": .string(issuer + "/token"), "jwks_uri": .string(issuer + "/keys"),
            ]
            if state.userinfo != nil { document.append("userinfo_endpoint", .string(issuer + "/userinfo")) }
            for member in state.discovery.members { document[member.name] = member.value }
            return .json(.object(document))
        case "/keys":
            guard let keys = try? state.key.keySet(id: state.keyID) else { return .silence }
            return .json(keys.json)
        case "/userinfo": return state.userinfo.map { .json($0) } ?? .silence
        case "/token":
            let verifier = request.form.all("code_verifier").first ?? ""
            guard Base64URL.encode(SHA256.hash(data: Array(verifier.utf8))) == state.challenge,
                request.form.all("code") == ["good-code"]
            else { return .json(["error": "invalid_grant"], status: 400) }
            return .json([
                "access_token": "upstream-token", "token_type": "Bearer", "id_token": .string(idToken(state)),
            ])
        default: return .json(["error": "not_found"], status: 404)
        }
    }

    private func idToken(_ state: State) -> String {
        let now = clock.now / 1_000
        var claims: JSONObject = [
            "iss": .string(issuer), "sub": "user-7", "aud": .string(clientID), "iat": .integer(now),
            "exp": .integer(now + 300), "nonce": .string(state.nonce), "preferred_username": "carol",
            "email": "carol@example.com", "email_verified": true, "name": "Carol", "groups": ["staff", "ops"],
        ]
        for member in state.claims.members { claims[member.name] = member.value == "-" ? Optional.none : member.value }
        if let forge = state.forge { return forge(claims) }
        return TokenForge.es256(
            #"{"alg":"ES256","typ":"JWT","kid":"\#(state.keyID)"}"#, JSONValue.object(claims).compactText, state.key)
    }
}
