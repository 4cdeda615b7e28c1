package import ProxyModel

/// The consents that users gave, for a year, in the store that all nodes share.
package struct Consents: Sendable {
    private static let lifetime: Int64 = 365 * 86_400_000

    private let store: any VolatileStore

    /// Makes the consents.
    package init(_ store: any VolatileStore) { self.store = store }

    /// Whether what is asked for was allowed before, with these scopes or more.
    package func cover(_ asked: Consent) async throws(OAuthError) -> Bool {
        guard let given = try await find(asked.id) else { return false }
        return Set(given.scopes).isSuperset(of: asked.scopes)
    }

    /// Remembers a consent together with the scopes that were allowed before.
    package func remember(_ consent: Consent) async throws(OAuthError) {
        var consent = consent
        if let earlier = try await find(consent.id) {
            consent.scopes = Set(consent.scopes).union(earlier.scopes).sorted()
        }
        do throws(StoreFailure) {
            // The index first: a consent that no list shows could not be taken back.
            try await store.insert(consent.id, into: Self.index(consent.subject), lifetime: Self.lifetime)
            _ = try await store.put(
                VolatileKey(.consent, consent.id), consent.bytes, lifetime: Self.lifetime, if: .always)
        } catch { throw OAuthError(error) }
    }

    /// The consents of a user, the newest first.
    package func consents(of subject: String) async throws(OAuthError) -> [Consent] {
        var consents: [Consent] = []
        for id in try await members(subject) {
            guard let consent = try await find(id), consent.subject == subject else {
                try await forget(id, of: subject)
                continue
            }
            consents.append(consent)
        }
        return consents.sorted { $0.givenAt > $1.givenAt }
    }

    /// Takes back all that a user allowed a client.
    package func revoke(client: String, of subject: String) async throws(OAuthError) {
        for consent in try await consents(of: subject) where consent.clientID == client {
            do throws(StoreFailure) {
                try await store.remove(VolatileKey(.consent, consent.id))
            } catch { throw OAuthError(error) }
            try await forget(consent.id, of: subject)
        }
    }

    private func find(_ id: String) async throws(OAuthError) -> Consent? {
        do throws(StoreFailure) {
            return try await store.value(VolatileKey(.consent, id)).flatMap { Consent(bytes: $0) }
        } catch { throw OAuthError(error) }
    }

    private func members(_ subject: String) async throws(OAuthError) -> [String] {
        do throws(StoreFailure) { return try await store.members(Self.index(subject)) } catch {
            throw OAuthError(error)
        }
    }

    private func forget(_ id: String, of subject: String) async throws(OAuthError) {
        do throws(StoreFailure) {
            try await store.remove(id, from: Self.index(subject))
        } catch { throw OAuthError(error) }
    }

    private static func index(_ subject: String) -> VolatileKey {
        VolatileKey(.index, "consents:" + SecretDigest.hexadecimal(subject))
    }
}
