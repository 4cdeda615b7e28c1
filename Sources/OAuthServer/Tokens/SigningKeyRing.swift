internal import Logging
package import ProxyModel
internal import Synchronization

/// The keys that tokens are signed with: records of the configuration, sealed, the same on every node.
package final class SigningKeyRing: Sendable {
    /// A key that is ready to sign.
    package struct Signer: Sendable {
        /// Names the key in headers and in the published set.
        package let kid: String
        /// The private key, opened.
        package let key: PrivateSigningKey
    }

    private let environment: OAuthEnvironment
    private let configured: PrivateSigningKey?
    private let opened = Mutex<[String: PrivateSigningKey]>([:])

    /// Makes the ring; throws `unusableKey` when the private key of the settings is none.
    package init(_ environment: OAuthEnvironment) throws(JOSEProblem) {
        self.environment = environment
        guard let pem = environment.settings.configuredPrivateKeyPEM else {
            configured = nil
            return
        }
        configured = try PrivateSigningKey(pem: pem)
    }

    /// What tokens are signed with: the algorithm of the key that an operator brought along, else that of the settings.
    package var tokenAlgorithm: SigningKey.Algorithm {
        configured?.algorithm ?? environment.settings.signingAlgorithm
    }

    /// Makes keys that are missing or due, and ends those whose time has come; called at the start and every minute.
    ///
    /// Of many nodes that find a key missing at once, one makes it. Throws what the editor throws.
    package func maintain() async throws(Problem) {
        guard let snapshot = environment.snapshot() else { return }
        let now = environment.now()
        let schedule = try schedule(at: now)
        let keys = Self.records(snapshot)
        // Slow, so before the change is planned; a plan that finds it done drops it.
        let made = try schedule.demands(keys, at: now).map { (demand) throws(Problem) in try make(demand, at: now) }
        guard !made.isEmpty || !schedule.changes(keys, at: now).isEmpty else { return }
        try await environment.editor.edit { snapshot throws(Problem) in
            var keys = Self.records(snapshot)
            var changes: [Change] = []
            let demanded = schedule.demands(keys, at: now)
            for key in made where demanded.contains(where: { $0.algorithm == key.algorithm }) {
                changes.append(.put(.signingKey(key)))
                keys.append(key)
            }
            return changes + schedule.changes(keys, at: now)
        }
    }

    /// Lets new keys take over before their time.
    ///
    /// They are published now and sign in a quarter of an hour; with `isCompromised` they sign at once and the old ones
    /// are not accepted any more, which ends every token. Returns the identifier of the new key for tokens; throws what
    /// the editor throws, a conflict when the settings bring a key along.
    @discardableResult
    package func rotate(isCompromised: Bool = false) async throws(Problem) -> String {
        guard configured == nil else {
            throw Problem(
                .conflict,
                "The signing key comes from OAUTH_JWT_PRIVATE_KEY_B64; it is rotated by another value there.")
        }
        let now = environment.now()
        let schedule = try schedule(at: now)
        let start = isCompromised ? now : now + SigningKeySchedule.lead
        let made = try schedule.algorithms.map { (algorithm) throws(Problem) in
            try make(SigningKeySchedule.Demand(algorithm: algorithm, activeFrom: start), at: now)
        }
        try await environment.editor.edit { snapshot throws(Problem) in
            let known = Self.records(snapshot)
            let added = made.map { Change.put(.signingKey($0)) }
            if isCompromised { return known.map { .delete(RecordKey(.signingKeys, $0.kid)) } + added }
            // A key that waits already would otherwise take over in between.
            let waiting = known.filter { $0.activeFrom > now }
            return waiting.map { .delete(RecordKey(.signingKeys, $0.kid)) } + added
        }
        environment.logger.notice(
            "Signing keys were rotated", metadata: ["audit": "key-rotation", "compromised": "\(isCompromised)"])
        return made.first { $0.algorithm == tokenAlgorithm }?.kid ?? ""
    }

    /// The key that access tokens are signed with now.
    ///
    /// Throws `temporarily_unavailable` before there is one, `server_error` when it cannot be opened.
    package func signer() async throws(OAuthError) -> Signer {
        if let signer = try currentSigner() { return signer }
        do throws(Problem) {
            try await maintain()
        } catch {
            throw OAuthError(.temporarilyUnavailable, "no signing key could be made; try again", retryAfter: 2)
        }
        guard let signer = try currentSigner() else {
            throw OAuthError(.temporarilyUnavailable, "there is no signing key yet; try again", retryAfter: 2)
        }
        return signer
    }

    /// Signs a token of any type with that key; throws as `signer()`.
    package func sign(_ claims: JSONObject, type: String) async throws(OAuthError) -> String {
        let signer = try await signer()
        do throws(JOSEProblem) {
            return try signer.key.sign(claims, type: type, keyID: signer.kid)
        } catch { throw OAuthError(.serverError, "the token could not be signed") }
    }

    /// A statement about somebody for an upstream, as the guard makes them: `typ` is `assertion+jwt`, `alg` always ES256; nil
    /// when there is no key for it.
    package func assertion(_ claims: JSONObject) -> String? {
        guard
            let record = SigningKeySchedule.signer(published().filter { $0.algorithm == .es256 }, at: environment.now())
        else { return nil }
        return try? open(record)?.sign(claims, type: "assertion+jwt", keyID: record.kid)
    }

    /// The public keys as `/jwks` publishes them.
    package var keySet: JWKSet {
        JWKSet(
            keys: published().compactMap { record in
                guard let der = Base64URL.decode(record.publicKey), var key = try? JWK(subjectPublicKey: der) else {
                    return nil
                }
                key.keyID = record.kid
                return key
            })
    }

    /// The keys of a configuration as the guard needs them.
    package func currentKeys(_ snapshot: ConfigurationSnapshot) -> VerificationKeys {
        let now = environment.now()
        let records = Self.accepted(Self.records(snapshot), at: now)
        let verification = records.compactMap { record in
            Base64URL.decode(record.publicKey).map {
                VerificationKeys.Key(kid: record.kid, algorithm: record.algorithm, publicKey: $0)
            }
        }
        func assertion(_ record: SigningKey?) -> VerificationKeys.AssertionKey? {
            guard let record, let key = open(record) else { return nil }
            return VerificationKeys.AssertionKey(kid: record.kid, privateKey: key.pkcs8)
        }
        let candidates = records.filter { $0.algorithm == .es256 }
        let signer = SigningKeySchedule.signer(candidates, at: now)
        let former = SigningKeySchedule.signer(candidates.filter { $0.kid != signer?.kid }, at: now)
        return VerificationKeys(
            verification: verification, assertion: assertion(signer), formerAssertion: assertion(former))
    }

    private func currentSigner() throws(OAuthError) -> Signer? {
        let candidates = published().filter { $0.algorithm == tokenAlgorithm }
        guard let record = SigningKeySchedule.signer(candidates, at: environment.now()) else { return nil }
        guard let key = open(record) else {
            throw OAuthError(.serverError, "the signing key cannot be opened; see the log of the server")
        }
        return Signer(kid: record.kid, key: key)
    }

    private func published() -> [SigningKey] {
        environment.snapshot().map { Self.accepted(Self.records($0), at: environment.now()) } ?? []
    }

    private static func records(_ snapshot: ConfigurationSnapshot) -> [SigningKey] {
        snapshot.signingKeys.values.map(\.value).sorted { ($0.createdAt, $0.kid) < ($1.createdAt, $1.kid) }
    }

    private static func accepted(_ keys: [SigningKey], at now: Int64) -> [SigningKey] {
        keys.filter { $0.retiresAt.map { $0 > now } ?? true }
    }

    private func schedule(at now: Int64) throws(Problem) -> SigningKeySchedule {
        let settings = environment.settings
        return SigningKeySchedule(
            algorithms: [tokenAlgorithm, .es256], rotation: settings.keyRotation,
            tokenLifetime: settings.accessTokenLifetime,
            configured: try configured.map { (key) throws(Problem) in try record(of: key, from: now, at: now) })
    }

    private func make(_ demand: SigningKeySchedule.Demand, at now: Int64) throws(Problem) -> SigningKey {
        if let configured, configured.algorithm == demand.algorithm {
            return try record(of: configured, from: demand.activeFrom, at: now)
        }
        guard let key = try? PrivateSigningKey(generating: demand.algorithm) else {
            throw Problem(.internalError, "A signing key could not be made.")
        }
        return try record(of: key, from: demand.activeFrom, at: now)
    }

    private func record(
        of key: PrivateSigningKey, from start: Int64, at now: Int64
    ) throws(Problem) -> SigningKey {
        guard let kid = try? key.publicKey.thumbprint,
            let sealed = try? environment.sealer.seal(key.pkcs8, purpose: Self.purpose(kid))
        else { throw Problem(.internalError, "A signing key could not be sealed.") }
        return SigningKey(
            kid: kid, algorithm: key.algorithm, publicKey: Base64URL.encode(key.publicKeyDER),
            sealedPrivateKey: Base64URL.encode(sealed), createdAt: now, activeFrom: start)
    }

    private func open(_ record: SigningKey) -> PrivateSigningKey? {
        if let key = opened.withLock({ $0[record.kid] }) { return key }
        guard let sealed = Base64URL.decode(record.sealedPrivateKey),
            let der = try? environment.sealer.open(sealed, purpose: Self.purpose(record.kid)),
            let key = try? PrivateSigningKey(pkcs8: der)
        else {
            environment.logger.error(
                "A signing key cannot be opened; was the encryption key of the settings changed?",
                metadata: ["kid": "\(record.kid)"])
            return nil
        }
        opened.withLock { $0[record.kid] = key }
        return key
    }

    private static func purpose(_ kid: String) -> String { "signing-key:" + kid }
}
