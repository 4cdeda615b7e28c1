internal import ProxyModel

/// Clients that registered themselves, found in their identifiers, and clients that operators wrote into the
/// configuration.
///
/// A record of the configuration under the same identifier says what changed since, and may disable a client.
package struct RegisteredClients: ClientDirectory {
    /// Begins the identifier of a record that holds metadata too long for an identifier; no client is called so.
    static let sharedMetadataPrefix = "metadata:"
    /// The longest metadata that is kept for a stranger, as JSON; clients in use have a tenth of it.
    private static let longestOfStrangers = 16_384

    /// Whether a record of this name is the server's own, and no client's.
    package static func isReserved(_ id: String) -> Bool {
        id.hasPrefix(sharedMetadataPrefix) || ForgottenRegistrations.isRecord(id)
    }

    private let environment: OAuthEnvironment
    private let storedLimit: Int
    private let uses: RegistrationUses

    /// Makes the directory; strangers make no record beyond `storedLimit` of them, as every node holds them all.
    package init(_ environment: OAuthEnvironment, storedLimit: Int = 5_000) {
        self.environment = environment
        self.storedLimit = storedLimit
        uses = RegistrationUses(environment)
    }

    package func client(_ id: String) async throws(OAuthError) -> OAuthClient? {
        guard let registration = try registration(id) else { return nil }
        if let sealed = registration.sealed, case .digest(let digest) = sealed.content {
            await uses.note(digest, isVouched: sealed.isVouched)
        }
        return registration.client
    }

    /// Whether an identifier says by itself what client it is of: a record can only change or bar such a client.
    package func isSealed(_ id: String) -> Bool { SealedClientID(id, sealer: environment.sealer) != nil }

    /// All that is known of a registered client; nil when there is none, or when it was disabled.
    ///
    /// Throws `temporarily_unavailable` before the first load of the configuration.
    package func registration(_ id: String) throws(OAuthError) -> ClientRegistration? {
        guard !Self.isReserved(id) else { return nil }
        guard let snapshot = environment.snapshot() else {
            throw OAuthError(.temporarilyUnavailable, "the configuration is not loaded yet; try again", retryAfter: 2)
        }
        let record = snapshot.clients[id]?.value
        guard record?.isDisabled != true else { return nil }
        let sealed = SealedClientID(id, sealer: environment.sealer)
        // Strangers ask for what they like: only what we made is looked for.
        guard sealed == nil || !ForgottenRegistrations.contain(id, in: snapshot) else { return nil }
        let stored = record?.metadata.flatMap(Self.metadata)
        guard let metadata = stored ?? sealed.flatMap({ Self.metadata(of: $0, in: snapshot) }) else { return nil }
        return ClientRegistration(id: id, metadata: metadata, sealed: sealed, record: record)
    }

    /// Registers a client (RFC 7591 §3): nothing is stored unless the metadata is too long for the identifier.
    ///
    /// `isVouched` says that an operator registers it, who may let it act for itself and decides which scopes it may have
    /// at most. Throws `temporarily_unavailable` when it has to be stored and cannot be.
    package func register(
        _ metadata: ClientMetadata, isVouched: Bool = false
    ) async throws(OAuthError) -> ClientRegistration {
        let issuedAt = environment.now() / 1_000
        let seed = environment.randomBytes(16)
        var sealed = SealedClientID(.metadata(metadata), issuedAt: issuedAt, isVouched: isVouched, seed: seed)
        var id = try sealed.text(sealer: environment.sealer)
        if id == nil {
            try Self.checkLength(metadata, isVouched: isVouched)
            let digest = try await store(metadata)
            await uses.note(digest, isVouched: isVouched)
            sealed = SealedClientID(
                .digest(digest), issuedAt: issuedAt, isVouched: isVouched, seed: seed)
            id = try sealed.text(sealer: environment.sealer)
        }
        guard let id else { throw OAuthError(.serverError, "the client identifier cannot be made") }
        return ClientRegistration(id: id, metadata: metadata, sealed: sealed, record: nil)
    }

    /// Replaces the metadata of a client.
    ///
    /// Throws `invalid_client_metadata` when it is too long, and `temporarily_unavailable` when it cannot be stored, also as
    /// strangers have stored too much.
    package func replace(
        _ registration: ClientRegistration, with metadata: ClientMetadata
    ) async throws(OAuthError) -> ClientRegistration {
        try Self.checkLength(metadata, isVouched: registration.isVouched)
        let text = JSONValue.object(metadata.json).compactText
        let record = try await change(registration) { $0.metadata = text }
        return ClientRegistration(
            id: registration.id, metadata: metadata, sealed: registration.sealed, record: record)
    }

    /// Ends a registration: the identifier is refused from now on, and what was issued to the client is revoked.
    package func remove(_ registration: ClientRegistration) async throws(OAuthError) {
        _ = try await change(registration) { $0.isDisabled = true }
        try await GrantRegistry(environment).revoke(client: registration.id)
    }

    private func change(
        _ registration: ClientRegistration, _ edit: @escaping @Sendable (inout ClientRecord) -> Void
    ) async throws(OAuthError) -> ClientRecord {
        let now = environment.now()
        let id = registration.id
        let known = environment.snapshot()?.clients ?? [:]
        guard known[id] != nil || registration.isVouched || known.count < storedLimit else {
            throw OAuthError(
                .temporarilyUnavailable, "too many registrations were changed; register anew instead", retryAfter: 3_600
            )
        }
        @Sendable func edited(_ record: ClientRecord?) -> ClientRecord {
            var record = record ?? ClientRecord(id: id, createdAt: now, updatedAt: now)
            edit(&record)
            record.updatedAt = now
            return record
        }
        try await commit { snapshot in [.put(.client(edited(snapshot.clients[id]?.value)))] }
        return edited(environment.snapshot()?.clients[id]?.value)
    }

    /// Stores metadata under its digest, so that a client registered a thousand times is stored once.
    private func store(_ metadata: ClientMetadata) async throws(OAuthError) -> String {
        let text = JSONValue.object(metadata.json).compactText
        let digest = SecretDigest.hexadecimal(text)
        let id = Self.sharedMetadataPrefix + digest
        guard let snapshot = environment.snapshot() else {
            throw OAuthError(.temporarilyUnavailable, "the configuration is not loaded yet; try again", retryAfter: 2)
        }
        let now = environment.now()
        if let known = snapshot.clients[id]?.value {
            // What may soon be pruned is written again: pruning looks at the time of the record it is about to remove.
            guard now - known.updatedAt >= RegistrationUses.patience / 2 else { return digest }
        } else if snapshot.clients.count >= storedLimit {
            throw Self.tooLong
        }
        try await commit { snapshot in
            var record =
                snapshot.clients[id]?.value ?? ClientRecord(id: id, metadata: text, createdAt: now, updatedAt: now)
            record.updatedAt = now
            return [.put(.client(record))]
        }
        return digest
    }

    private static let tooLong = OAuthError(
        .invalidClientMetadata,
        "the metadata is too long; register fewer redirect URIs and leave out what only describes the client")

    /// Every node holds what is stored, so the number of records alone is no bound.
    private static func checkLength(_ metadata: ClientMetadata, isVouched: Bool) throws(OAuthError) {
        guard !isVouched, JSONValue.object(metadata.json).compactBytes.count > longestOfStrangers else { return }
        throw tooLong
    }

    private func commit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(OAuthError) {
        do throws(Problem) {
            try await environment.editor.edit(plan)
        } catch {
            throw OAuthError(.temporarilyUnavailable, "the change cannot be stored now; try again", retryAfter: 2)
        }
    }

    private static func metadata(of sealed: SealedClientID, in snapshot: ConfigurationSnapshot) -> ClientMetadata? {
        switch sealed.content {
        case .metadata(let metadata): metadata
        case .digest(let digest):
            snapshot.clients[sharedMetadataPrefix + digest]?.value.metadata.flatMap(metadata)
        }
    }

    private static func metadata(_ text: String) -> ClientMetadata? {
        guard let value = try? JSONValue(parsing: Array(text.utf8)) else { return nil }
        return try? ClientMetadata(negotiating: value, origin: .operatorVouched)
    }
}
