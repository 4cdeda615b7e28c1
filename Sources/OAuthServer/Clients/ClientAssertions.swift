internal import ProxyModel

/// Signed assertions by which clients prove who they are (RFC 7523 §3, `private_key_jwt`).
struct ClientAssertions: Sendable {
    /// An assertion that names a later end is none that was made for this request.
    private static let longestLifetime: Int64 = 3_600
    /// For how long an assertion is accepted, whatever end it names: its identifier has to be remembered for as long.
    private static let acceptance: Int64 = 300
    private static let leeway: Int64 = 30

    private let environment: OAuthEnvironment
    private let keys: ClientKeySets

    init(_ environment: OAuthEnvironment, keys: ClientKeySets) {
        self.environment = environment
        self.keys = keys
    }

    /// The client that signed an assertion for one of these audiences; `named` is what the form says, if anything.
    ///
    /// Throws `invalid_client` with what is wrong, `temporarily_unavailable` when it cannot be seen whether the assertion
    /// was used before.
    func client(
        of text: String, named: String?, in clients: any ClientDirectory, audiences: Set<String>
    ) async throws(OAuthError) -> OAuthClient {
        let token = try Self.parsed(text)
        // What is not verified yet only says whose keys to try.
        let subject = try Self.claims(token).subject
        guard let id = subject, named == nil || named == id else {
            throw Self.refused("its subject is not the client of the request")
        }
        guard let client = try await clients.client(id) else {
            throw OAuthError(.invalidClient, "the client is not known here; register it again")
        }
        guard client.authenticationMethods.contains(.privateKeyJWT) else {
            throw OAuthError(.invalidClient, "the client is not registered for private_key_jwt")
        }
        let claims = try await keys.claims(of: token, by: client)
        let now = environment.now() / 1_000
        do throws(JOSEProblem) {
            try claims.check(issuer: id, audience: audiences, now: now, leeway: Self.leeway)
        } catch { throw Self.refused("\(error)") }
        guard let expiry = claims.expiresAt, expiry - now <= Self.longestLifetime else {
            throw Self.refused("it is good for longer than an hour")
        }
        // Libraries date the end an hour ahead; then the beginning tells that the assertion is fresh.
        let end = min(expiry, (claims.issuedAt ?? expiry - Self.acceptance) + Self.acceptance)
        guard now < end + Self.leeway, end - now <= Self.acceptance + Self.leeway else {
            throw Self.refused("it was not issued within the last five minutes")
        }
        guard let identifier = claims.identifier, !identifier.isEmpty else {
            throw Self.refused("the claim jti is missing")
        }
        try await useOnce(client: id, identifier: identifier, seconds: end - now + 2 * Self.leeway)
        return client
    }

    private func useOnce(client: String, identifier: String, seconds: Int64) async throws(OAuthError) {
        let name = SecretDigest.hexadecimal("client-assertion\n" + client + "\n" + identifier)
        let isFirst: Bool
        do throws(StoreFailure) {
            isFirst = try await environment.store.put(
                VolatileKey(.replay, name), [1], lifetime: seconds * 1_000, if: .absent)
        } catch { throw OAuthError(error) }
        guard isFirst else { throw Self.refused("it was used before") }
    }

    private static func parsed(_ text: String) throws(OAuthError) -> JWS {
        do throws(JOSEProblem) { return try JWS(text) } catch { throw refused("\(error)") }
    }

    private static func claims(_ token: JWS) throws(OAuthError) -> JWTClaims {
        do throws(JOSEProblem) { return try JWTClaims(parsing: token.payload) } catch { throw refused("\(error)") }
    }

    private static func refused(_ reason: String) -> OAuthError {
        OAuthError(.invalidClient, "the client assertion is refused: \(reason)")
    }
}
