internal import ProxyModel

/// The authorization requests under way, in the store that all nodes share, each bound to the browser it came from.
package struct AuthorizationTransactions: Sendable {
    /// How long a user may take, in milliseconds.
    static let lifetime: Int64 = 600_000
    /// How many may be begun from one address within a minute: many people can be behind one.
    static let mostPerMinute = 300

    private let environment: OAuthEnvironment

    /// Makes the transactions.
    package init(_ environment: OAuthEnvironment) { self.environment = environment }

    /// Begins a transaction; `session` is the one that the browser has.
    ///
    /// Throws `temporarily_unavailable` when the store is away or an address begins too many.
    func begin(
        _ request: AuthorizationRequest, from clientAddress: String, binding: BrowserBinding,
        session: BrowserSession?
    ) async throws(OAuthError) -> AuthorizationTransaction {
        let transaction = AuthorizationTransaction(
            id: environment.token(bytes: 24), request: request, binding: binding.digest,
            secret: environment.token(), previousSession: session?.digest)
        let attempts: (count: Int, remaining: Int64)
        do throws(StoreFailure) {
            attempts = try await environment.store.count(
                VolatileKey(.throttle, "authorize:" + SecretDigest.hexadecimal(AddressThrottle.network(clientAddress))),
                window: 60_000)
        } catch { throw OAuthError(error) }
        guard attempts.count <= Self.mostPerMinute else {
            throw OAuthError(
                .temporarilyUnavailable, "too many sign-ins were begun from this address; try again in a minute",
                retryAfter: Int(max(1, attempts.remaining / 1_000)))
        }
        do throws(StoreFailure) {
            _ = try await environment.store.put(
                Self.key(transaction.id), transaction.bytes, lifetime: Self.lifetime, if: .absent)
        } catch { throw OAuthError(error) }
        return transaction
    }

    /// The transaction of an id that the browser sends along with the cookie it was begun with; nil when it ended, or
    /// belongs to another browser.
    package func transaction(
        _ id: String, for request: OAuthRequest
    ) async throws(OAuthError) -> AuthorizationTransaction? {
        guard id.utf8.count == 32, Base64URL.decode(id) != nil, let binding = BrowserBinding(of: request),
            let transaction = try await find(id),
            ConstantTime.areEqual(transaction.binding, binding.digest)
        else { return nil }
        return transaction
    }

    /// The answer that was given already; nil when there is none yet.
    func answer(of transaction: AuthorizationTransaction) -> AuthorizationAnswer? {
        guard let sealed = transaction.sealedAnswer.flatMap({ Base64URL.decode($0) }),
            let encoded = try? environment.sealer.open(sealed, purpose: Self.purpose(transaction.id))
        else { return nil }
        return AuthorizationAnswer(redirectURI: transaction.request.redirectURI, encoded: encoded)
    }

    /// Ends a transaction with an answer; of several answers at once the first one counts, and everybody gets that one.
    ///
    /// It is kept for as long as a code lives, so that sending the form again leads to the same place.
    func settle(
        _ transaction: AuthorizationTransaction, with answer: AuthorizationAnswer
    ) async throws(OAuthError) -> AuthorizationAnswer {
        var settled = transaction
        do {
            settled.sealedAnswer = Base64URL.encode(
                try environment.sealer.seal(Array(answer.encoded.utf8), purpose: Self.purpose(transaction.id)))
        } catch { throw OAuthError(.serverError, "the answer could not be sealed") }
        let isFirst: Bool
        do throws(StoreFailure) {
            isFirst = try await environment.store.put(
                Self.key(transaction.id), settled.bytes, lifetime: environment.settings.authorizationCodeLifetime,
                if: .equals(transaction.bytes))
        } catch { throw OAuthError(error) }
        if isFirst { return answer }
        guard let winner = try await find(transaction.id), let given = self.answer(of: winner) else {
            throw OAuthError(.invalidRequest, "the request ended; begin again where you came from")
        }
        return given
    }

    private func find(_ id: String) async throws(OAuthError) -> AuthorizationTransaction? {
        do throws(StoreFailure) {
            return try await environment.store.value(Self.key(id)).flatMap {
                AuthorizationTransaction(id: id, bytes: $0)
            }
        } catch { throw OAuthError(error) }
    }

    private static func key(_ id: String) -> VolatileKey { VolatileKey(.transaction, id) }

    private static func purpose(_ id: String) -> String { "authorization-answer:" + id }
}
