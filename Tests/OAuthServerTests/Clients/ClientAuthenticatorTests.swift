import Crypto
import Egress
import ProxyModel
import TestSupport
import Testing

@testable import OAuthServer

@Suite(.timeLimit(.minutes(1)))
struct ClientAuthenticatorTests {
    private let fixture: ServerFixture
    private let clients: RegisteredClients
    private let authenticator: ClientAuthenticator
    private let key = P256.Signing.PrivateKey()

    init() throws {
        fixture = try ServerFixture()
        clients = RegisteredClients(fixture.environment)
        let documents = PublicDocuments(fixture.environment, intermediary: .none)
        authenticator = ClientAuthenticator(
            fixture.environment, clients: clients, keys: ClientKeySets(documents))
    }

    private func register(
        _ methods: [OAuthClient.AuthenticationMethod], keySet: JSONValue? = nil
    ) async throws -> ClientRegistration {
        try await clients.register(
            ClientMetadata(
                redirectURIs: ["https://a.test/cb"], authenticationMethods: methods, grantTypes: [.authorizationCode],
                keySet: keySet))
    }

    private func outcome(
        _ form: [(name: String, value: String)], authorization: [String] = [], path: String = "/token"
    ) async throws -> Result<String, OAuthError> {
        let request = try fixture.form(path, form, headers: authorization.map { ("Authorization", $0) })
        do throws(OAuthError) {
            return .success(try await authenticator.authenticate(request, issuer: ServerFixture.issuer).id)
        } catch { return .failure(error) }
    }

    private func basic(_ id: String, _ secret: String, scheme: String = "Basic ") -> String {
        let text = Base64URL.encode((id + ":" + secret).utf8).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return scheme + String(text) + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }

    @Test(arguments: [OAuthClient.AuthenticationMethod.basic, .post])
    func `a secret is taken both ways`(method: OAuthClient.AuthenticationMethod) async throws {
        let client = try await register([method])
        let secret = try #require(client.secret)
        #expect(try await outcome([("client_id", client.id), ("client_secret", secret)]).get() == client.id)
        #expect(try await outcome([], authorization: [basic(client.id, secret)]).get() == client.id)
        #expect(try await outcome([], authorization: [basic(client.id, secret, scheme: "bAsIc  ")]).get() == client.id)
        // The official SDK names the client in the form as well.
        #expect(
            try await outcome([("client_id", client.id)], authorization: [basic(client.id, secret)]).get() == client.id)
    }

    @Test(arguments: ["s+/=:% ä", "100%", "a%2Bb", "plain"])
    func `credentials are read form-encoded and as they are`(secret: String) async throws {
        fixture.configuration.put(
            .client(
                ClientRecord(
                    id: "ci", metadata: #"{"redirect_uris":["https://a.test/cb"]}"#,
                    secretDigest: SecretDigest.hexadecimal(secret), createdAt: 0, updatedAt: 0)))
        #expect(try await outcome([], authorization: [basic("ci", secret)]).get() == "ci")
        #expect(try await outcome([], authorization: [basic("ci", PercentEncoding.encode(secret))]).get() == "ci")
    }

    @Test func `wrong, missing and unknown are told alike`() async throws {
        let client = try await register([.basic])
        let failures = [
            try await outcome([("client_id", client.id), ("client_secret", "wrong")]),
            try await outcome([("client_id", client.id)]),
            try await outcome([("client_id", "unknown"), ("client_secret", "x")]),
            try await outcome([("client_id", "unknown")]),
        ].map { result in #expect(throws: OAuthError.self) { try result.get() } }
        #expect(Set(failures.map { $0?.detail }).count == 1)
        #expect(failures.allSatisfy { $0?.status == 401 && $0?.code == .invalidClient && $0?.challenge == nil })
    }

    @Test(arguments: ["Basic", "Basic ", "Basic !!!", "Basic YQ", "Basic YQ==", "Basic /////w=="])
    func `broken Basic credentials are challenged`(field: String) async throws {
        let result = try await outcome([], authorization: [field])
        let error = #expect(throws: OAuthError.self) { try result.get() }
        #expect(error?.code == .invalidClient)
        #expect(error?.challenge?.hasPrefix("Basic realm=") == true)
    }

    @Test func `a wrong secret in Basic is challenged`() async throws {
        let client = try await register([.basic])
        let result = try await outcome([], authorization: [basic(client.id, "wrong")])
        let error = #expect(throws: OAuthError.self) { try result.get() }
        #expect(error?.challenge != nil)
        #expect(error?.status == 401)
    }

    @Test func `two ways at once are refused`() async throws {
        let client = try await register([.basic])
        let secret = try #require(client.secret)
        let field = basic(client.id, secret)
        for (form, fields) in [
            ([("client_secret", secret)], [field]), ([("client_id", "other")], [field]), ([], [field, field]),
            ([("client_assertion", "x")], [field]),
            ([("client_id", client.id), ("client_secret", secret), ("client_assertion", "x")], []),
            ([("client_id", client.id), ("client_id", client.id)], []),
            ([("client_id", client.id), ("client_secret", secret), ("client_secret", secret)], []),
            ([("client_assertion", "x"), ("client_assertion_type", "other")], []),
        ] as [([(name: String, value: String)], [String])] {
            let result = try await outcome(form, authorization: fields)
            let error = #expect(throws: OAuthError.self) { try result.get() }
            #expect(error?.code == .invalidRequest)
            #expect(error?.status == 400)
        }
    }

    @Test func `a public client is named, and a secret that it sends does no harm`() async throws {
        let client = try await register([.none])
        #expect(try await outcome([("client_id", client.id)]).get() == client.id)
        #expect(try await outcome([("client_id", client.id), ("client_secret", "x")]).get() == client.id)
        #expect(try await outcome([], authorization: [basic(client.id, "")]).get() == client.id)
        let result = try await outcome([])
        #expect(throws: OAuthError.self) { try result.get() }
    }

    // MARK: Assertions

    private func claims(_ id: String, _ edit: (inout JSONObject) -> Void = { _ in }) -> String {
        let now = fixture.clock.now / 1_000
        var claims: JSONObject = [
            "iss": .string(id), "sub": .string(id), "aud": .string(ServerFixture.issuer), "exp": .integer(now + 300),
            "iat": .integer(now), "jti": .string("j-\(UInt64.random(in: 0 ... .max))"),
        ]
        edit(&claims)
        return JSONValue.object(claims).compactText
    }

    private func signed(_ payload: String, header: String = #"{"alg":"ES256","kid":"k1"}"#) -> String {
        let input = Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
        let signature = try? key.signature(for: SHA256.hash(data: Array(input.utf8)))
        return input + "." + Base64URL.encode(signature.map { Array($0.rawRepresentation) } ?? [])
    }

    private func keyed() async throws -> ClientRegistration {
        var jwk = try JWK(subjectPublicKey: Array(key.publicKey.derRepresentation))
        jwk.keyID = "k1"
        return try await register([.privateKeyJWT], keySet: JWKSet(keys: [jwk]).json)
    }

    private func assert(
        _ assertion: String, named: String? = nil, path: String = "/token"
    ) async throws -> Result<String, OAuthError> {
        var form = [("client_assertion_type", ClientCredentials.assertionType), ("client_assertion", assertion)]
        if let named { form.append(("client_id", named)) }
        return try await outcome(form, path: path)
    }

    @Test(arguments: [
        #""https://auth.example.com""#, #""https://auth.example.com/token""#, #""https://auth.example.com/""#,
        #"["https://other.test","https://auth.example.com/token"]"#,
    ])
    func `an assertion alone names and proves the client`(audience: String) async throws {
        let client = try await keyed()
        let value = try JSONValue(parsing: Array(audience.utf8))
        #expect(try await assert(signed(claims(client.id) { $0["aud"] = value })).get() == client.id)
        #expect(try await assert(signed(claims(client.id)), named: client.id).get() == client.id)
    }

    @Test func `the endpoint that is called may be the audience`() async throws {
        let client = try await keyed()
        let own = signed(claims(client.id) { $0["aud"] = "https://auth.example.com/revoke" })
        #expect(try await assert(own, path: "/revoke").get() == client.id)
        let foreign = try await assert(signed(claims(client.id) { $0["aud"] = "https://auth.example.com/x" }))
        #expect(throws: OAuthError.self) { try foreign.get() }
    }

    @Test(
        arguments: [
            (0, 300, true), (0, 3_600, true), (-299, 3_600, true), (-331, 3_600, false), (-331, 200, false),
            (nil, 300, true), (nil, 331, false), (nil, 3_600, false),
        ] as [(Int64?, Int64, Bool)])
    func `an assertion is taken for five minutes, and its identifier kept no longer`(
        issued: Int64?, end: Int64, fits: Bool
    ) async throws {
        let client = try await keyed()
        let now = fixture.clock.now / 1_000
        let outcome = try await assert(
            signed(
                claims(client.id) { claims in
                    claims["iat"] = issued.map { .integer(now + $0) }
                    claims["exp"] = .integer(now + end)
                }))
        #expect((try? outcome.get()) == (fits ? client.id : nil))
        fixture.clock.advance(seconds: 361)
        #expect(!fixture.store.keys.contains { $0.family == .replay })
    }

    @Test func `one network makes no assertions without end`() async throws {
        let client = try await keyed()
        let key = VolatileKey(.throttle, SecretDigest.hexadecimal("client-assertion\n192.0.2.1"))
        for _ in 0..<600 { _ = try await fixture.store.count(key, window: 60_000) }
        let outcome = try await assert(signed(claims(client.id)))
        let error = #expect(throws: OAuthError.self) { try outcome.get() }
        #expect(error?.status == 429 && error?.retryAfter == 60)
        #expect(!fixture.store.keys.contains { $0.family == .replay })
    }

    @Test func `an assertion that was used is refused, also after the client's next one`() async throws {
        let client = try await keyed()
        let first = signed(claims(client.id))
        #expect(try await assert(first).get() == client.id)
        #expect(try await assert(signed(claims(client.id))).get() == client.id)
        fixture.clock.advance(seconds: 299)
        let replayed = try await assert(first)
        let error = #expect(throws: OAuthError.self) { try replayed.get() }
        #expect(error?.code == .invalidClient)
        #expect(error?.detail.contains("used before") == true)
    }

    @Test(arguments: [
        ("iss", #""other""#), ("sub", #""other""#), ("aud", #""https://evil.test""#), ("aud", "[]"), ("exp", "1000"),
        ("exp", "null"), ("exp", "9999999999"), ("exp", "-1"), ("exp", "1e308"), ("iat", "9999999999"),
        ("nbf", "9999999999"), ("jti", "null"), ("jti", #""""#), ("jti", "7"), ("aud", "7"), ("sub", "7"),
    ])
    func `a claim that does not hold is refused`(name: String, value: String) async throws {
        let client = try await keyed()
        let json = try JSONValue(parsing: Array(value.utf8))
        let result = try await assert(signed(claims(client.id) { $0[name] = json == .null ? Optional.none : json }))
        let error = #expect(throws: OAuthError.self) { try result.get() }
        #expect(error?.code == .invalidClient)
        #expect(error?.status == 401)
    }

    @Test func `a signature by another key or none is refused`() async throws {
        let client = try await keyed()
        let good = signed(claims(client.id))
        let parts = good.split(separator: ".")
        let zero = Base64URL.encode([UInt8](repeating: 0, count: 64))
        let hmac = #"{"alg":"HS256","kid":"k1"}"#
        for bad in [
            "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1]).\(zero)", "\(parts[0]).\(parts[1])", "", "a.b.c",
            signed(claims(client.id), header: #"{"alg":"none"}"#), signed(claims(client.id), header: hmac),
            signed(claims(client.id), header: #"{"alg":"ES256","kid":"../../dev/null"}"#),
            String(repeating: "A", count: 100_000),
        ] {
            let result = try await assert(bad, named: client.id)
            #expect(throws: OAuthError.self) { try result.get() }
        }
        #expect(try await assert(good).get() == client.id)
    }

    @Test func `only a client of that method is let in by an assertion`() async throws {
        let other = try await register([.basic])
        let result = try await assert(signed(claims(other.id)))
        #expect(throws: OAuthError.self) { try result.get() }
        let client = try await keyed()
        let secret = try await outcome([("client_id", client.id), ("client_secret", "x")])
        #expect(throws: OAuthError.self) { try secret.get() }
    }

    @Test func `without the store no assertion is taken, because it might be a replay`() async throws {
        let client = try await keyed()
        fixture.store.setOutage("down")
        let result = try await assert(signed(claims(client.id)))
        let error = #expect(throws: OAuthError.self) { try result.get() }
        #expect(error?.code == .temporarilyUnavailable)
    }

    @Test func `keys are fetched, and again when a new key signs`() async throws {
        let old = P256.Signing.PrivateKey()
        var (first, second) = (
            try JWK(subjectPublicKey: Array(old.publicKey.derRepresentation)),
            try JWK(subjectPublicKey: Array(key.publicKey.derRepresentation))
        )
        (first.keyID, second.keyID) = ("k0", "k1")
        let sets = [JWKSet(keys: [first]), JWKSet(keys: [first, second])].map(\.json.compactText)
        let time = fixture.clock
        let start = time.now
        let server = try LoopbackServer { _ in .document(sets[time.now > start ? 1 : 0]) }
        var client = OAuthClient(id: "c", source: .metadataDocument, authenticationMethods: [.privateKeyJWT])
        client.keySetURI = server.url("/jwks")
        let keys = ClientKeySets(PublicDocuments(fixture.environment, intermediary: .none))
        let token = try JWS(signed(claims("c")))
        await #expect(throws: OAuthError.self) { try await keys.claims(of: token, by: client) }
        await #expect(throws: OAuthError.self) { try await keys.claims(of: token, by: client) }
        // A wrong key does not make us ask again and again.
        #expect(server.requests.count == 1)
        time.advance(seconds: 60)
        #expect(try await keys.claims(of: token, by: client).subject == "c")
        #expect(server.requests.count == 2)
    }

    @Test func `what strangers call a document of another kind stops nobody`() async throws {
        var published = try JWK(subjectPublicKey: Array(key.publicKey.derRepresentation))
        published.keyID = "k1"
        let set = JWKSet(keys: [published]).json.compactText
        let server = try LoopbackServer { request in
            let id = "http://\(request.field("host") ?? "")/metadata"
            return .document(
                request.path == "/jwks"
                    ? set : #"{"client_id":"\#(id)","client_name":"A","redirect_uris":["https://a.test/cb"]}"#)
        }
        let documents = PublicDocuments(fixture.environment, intermediary: .none)
        let directory = MetadataDocumentClients(documents, allowsLoopback: true)
        let sets = ClientKeySets(documents)
        func client(_ path: String) -> OAuthClient {
            var client = OAuthClient(id: "c", source: .metadataDocument, authenticationMethods: [.privateKeyJWT])
            client.keySetURI = server.url(path)
            return client
        }
        let token = try JWS(signed(claims("c")))
        for _ in 0..<3 {
            await #expect(throws: OAuthError.self) { try await directory.client(server.url("/jwks")) }
            await #expect(throws: OAuthError.self) { try await sets.claims(of: token, by: client("/metadata")) }
        }
        #expect(try await sets.claims(of: token, by: client("/jwks")).subject == "c")
        #expect(try await directory.client(server.url("/metadata"))?.name == "A")
    }
}
