internal import ProxyModel

/// The public keys of clients that sign assertions.
package struct ClientKeySets: Sendable {
    private static let maximumBytes = 64 * 1_024

    private let documents: PublicDocuments

    /// Makes the source over fetched documents.
    package init(_ documents: PublicDocuments) { self.documents = documents }

    /// The claims of a token that one of the client's keys verifies.
    ///
    /// A token that no kept key verifies makes the set be fetched again, at most once a minute. Throws `invalid_client`.
    package func claims(of token: JWS, by client: OAuthClient) async throws(OAuthError) -> JWTClaims {
        if let set = client.keySet { return try Self.claims(token, set) }
        guard let uri = client.keySetURI else {
            throw OAuthError(.invalidClient, "the client has no keys to verify the assertion with")
        }
        let set = try await document(uri)
        do throws(OAuthError) {
            return try Self.claims(token, set)
        } catch {
            let newer = try await document(uri, isRefreshed: true)
            guard newer != set else { throw error }
            return try Self.claims(token, newer)
        }
    }

    private func document(_ uri: String, isRefreshed: Bool = false) async throws(OAuthError) -> JSONValue {
        do throws(PublicDocuments.Failure) {
            return isRefreshed
                ? try await documents.refreshed(.keySet, at: uri, maximumBytes: Self.maximumBytes, check: Self.refusal)
                : try await documents.document(.keySet, at: uri, maximumBytes: Self.maximumBytes, check: Self.refusal)
        } catch {
            throw OAuthError(
                error.isTemporary ? .temporarilyUnavailable : .invalidClient,
                "the key set of the client cannot be used: \(error.reason)", retryAfter: error.retryAfter)
        }
    }

    @Sendable private static func refusal(_ document: JSONValue) -> String? {
        do throws(JOSEProblem) {
            _ = try JWKSet(json: document)
            return nil
        } catch { return "\(error)" }
    }

    private static func claims(_ token: JWS, _ set: JSONValue) throws(OAuthError) -> JWTClaims {
        do throws(JOSEProblem) {
            return try token.claims(verifiedBy: JWKSet(json: set))
        } catch {
            throw OAuthError(.invalidClient, "\(error)")
        }
    }
}
