internal import ProxyModel

/// Finds out which client calls, by any of the methods that are announced.
package struct ClientAuthenticator: ClientAuthentication {
    private let clients: any ClientDirectory
    private let assertions: ClientAssertions
    /// Each assertion costs a place in the store until it has expired.
    private let throttle: AddressThrottle

    /// Makes the authenticator over a directory of clients and their keys.
    package init(_ environment: OAuthEnvironment, clients: any ClientDirectory, keys: ClientKeySets) {
        self.clients = clients
        assertions = ClientAssertions(environment, keys: keys)
        throttle = AddressThrottle(environment: environment, name: "client-assertion", limit: 600, window: 60_000)
    }

    /// A client that registered for a secret may send it by Basic or in the form; a public client that sends one is not
    /// refused for it: clients in use do both.
    package func authenticate(_ request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthClient {
        let credentials = try ClientCredentials(request)
        do throws(OAuthError) {
            if case .assertion(let text) = credentials.proof {
                try await throttle.count(request)
                return try await assertions.client(
                    of: text, named: credentials.identifiers.first, in: clients,
                    audiences: Self.audiences(issuer: issuer, path: request.path))
            }
            guard let client = try await find(credentials.identifiers) else { throw Self.refused }
            try Self.check(client, credentials.proof)
            return client
        } catch {
            guard credentials.usesBasic, error.code == .invalidClient else { throw error }
            var challenged = error
            challenged.challenge = ClientCredentials.challenge
            throw challenged
        }
    }

    /// The same for an unknown client and a wrong secret: which of them it is, is nobody's business.
    private static let refused = OAuthError(
        .invalidClient, "the client is not known here or its credentials are wrong; register it again")

    private func find(_ identifiers: [String]) async throws(OAuthError) -> OAuthClient? {
        for identifier in identifiers {
            if let client = try await clients.client(identifier) { return client }
        }
        return nil
    }

    private static func check(_ client: OAuthClient, _ proof: ClientCredentials.Proof) throws(OAuthError) {
        guard client.isConfidential else { return }
        guard case .secret(let readings) = proof, let digest = client.secretDigest,
            client.authenticationMethods.contains(.basic) || client.authenticationMethods.contains(.post)
        else { throw refused }
        var isRight = false
        for reading in readings where ConstantTime.areEqual(SecretDigest.hexadecimal(reading), digest) {
            isRight = true
        }
        guard isRight else { throw refused }
    }

    /// What an assertion may be addressed to: the issuer or the token endpoint, and the endpoint that is called
    /// (RFC 7523 §3).
    private static func audiences(issuer: String, path: String) -> Set<String> {
        [issuer, issuer + "/", issuer + "/token", issuer + path]
    }
}
