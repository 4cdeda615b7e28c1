internal import ProxyModel
internal import Reactor

/// The guard of one worker: keys, remembered tokens, API keys and revocations.
///
/// A request whose token is remembered costs a digest and two look-ups: no allocation, no lock, no call elsewhere.
final class AccessGuard {
    /// Longer tokens than this are refused unread.
    static let maximumTokenBytes = 16 * 1024

    /// What became of a token.
    enum Admission {
        case granted(AccessGrant)
        /// Why, and whose it is where that is known.
        case refused(TokenRefusal, TokenClaims?)
        /// The bytes cannot be a token.
        case malformed
    }

    private struct Key {
        let source: GuardKeys.Verification
        let verifier: SignatureVerifier
    }

    let settings: GuardSettings
    let origins: GuardedOrigins
    private let library: TLSLibrary
    private let hasher: SHA256Hasher?
    private var keys: [String: Key] = [:]
    private var assertion: IdentityAssertion?
    private var tokens: LRUCache<SHA256Digest, VerifiedToken>
    private var apiKeys: [String: (digest: SHA256Digest, claims: TokenClaims)] = [:]
    private var accounts = LocalAccounts()
    private var providers = DisabledProviders()
    private var revocations = RevocationTable()
    private(set) var exchanges = GuardedExchanges()
    /// What may still be told.
    var decisions: DecisionBudgets
    /// What sessions of MCP servers are sealed with.
    private(set) var sessions = SessionSeals()

    init(settings: GuardSettings, origins: GuardedOrigins, library: TLSLibrary) {
        self.settings = settings
        self.origins = origins
        self.library = library
        self.hasher = try? SHA256Hasher(library: library)
        self.tokens = LRUCache(capacity: settings.rememberedTokens)
        self.decisions = DecisionBudgets(limit: settings.toldDecisions)
    }

    /// Whether one more decision is told; `isKnown` = the token is one of ours, so that it tells who asks.
    func mayTell(isAccepted: Bool, isKnown: Bool) -> Bool {
        self.decisions.takes(isAccepted: isAccepted, isKnown: isKnown, at: UnixTime.seconds)
    }

    /// How many tokens are remembered.
    var rememberedTokens: Int { self.tokens.count }

    // MARK: - Requests

    /// Finds out what a token is good for at a host, whose name is canonical.
    func admit(
        _ token: UnsafeBufferPointer<UInt8>, as kind: TokenClaims.Kind, to host: UnsafeBufferPointer<UInt8>,
        of rules: GuardRules
    ) -> Admission {
        guard token.count <= Self.maximumTokenBytes else { return .refused(.tooLong, nil) }
        let now = UnixTime.seconds
        guard let digest = unsafe self.hasher?.digest(of: token.span) else { return .refused(.malformed, nil) }
        if let known = self.tokens.value(for: digest) {
            if let refusal = known.claims.refusal(at: now, leeway: self.settings.leeway) {
                self.tokens.remove(digest)
                return .refused(refusal, known.claims)
            }
            guard (known.claims.kind == .session) == (kind == .session) else { return .refused(.wrongType, nil) }
            return unsafe self.decide(known, rules, host, now)
        }
        guard unsafe BearerToken.isToken(token) else { return .malformed }
        let claims: TokenClaims
        do throws(TokenRefusal) {
            claims = try self.verify(unsafe Array(token), as: kind, digest)
        } catch {
            return .refused(error, nil)
        }
        if let refusal = self.refusal(of: claims, at: now) { return .refused(refusal, claims) }
        let verified = VerifiedToken(claims)
        self.tokens.insert(verified, for: digest)
        return unsafe self.decide(verified, rules, host, now)
    }

    @inline(__always)
    private func decide(
        _ token: VerifiedToken, _ rules: GuardRules, _ host: UnsafeBufferPointer<UInt8>, _ now: Int64
    ) -> Admission {
        let grant = unsafe token.grant(rules, host) ?? self.newGrant(token, rules, host)
        if let refusal = grant.refusal { return .refused(refusal, grant.claims) }
        if now >= grant.renewal { self.renew(grant, now) }
        return .granted(grant)
    }

    @inline(never)
    private func newGrant(
        _ token: VerifiedToken, _ rules: GuardRules, _ host: UnsafeBufferPointer<UInt8>
    ) -> AccessGrant {
        let name = unsafe String(decoding: host, as: UTF8.self)
        let refusal = rules.refusal(of: token.claims, host: name, settings: self.settings)
        let grant = AccessGrant(token.claims, rules, host: unsafe Array(host), refusal: refusal)
        if refusal == nil, rules.auth.passHeaders, self.assertion != nil { self.renew(grant, UnixTime.seconds) }
        token.remember(grant)
        return grant
    }

    @inline(never)
    private func renew(_ grant: AccessGrant, _ now: Int64) {
        let renewal = now + self.settings.assertionRenewal
        let made = self.assertion?.make(
            grant.claims, issuer: grant.claims.issuer.isEmpty ? grant.rules.issuer : grant.claims.issuer,
            origin: self.origins.origin(of: grant.hostName, grant.rules), at: now,
            lifetime: 2 * self.settings.assertionRenewal)
        if let made { grant.assert(made, until: renewal) } else { grant.assertNothing(until: renewal) }
    }

    /// Whether a token was issued by us, wherever it is good for.
    func isOurs(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
        guard token.count <= Self.maximumTokenBytes, let digest = unsafe self.hasher?.digest(of: token.span) else {
            return false
        }
        if self.tokens.value(for: digest) != nil { return true }
        let bytes = unsafe Array(token)
        return (try? self.signed(bytes, as: .access)) != nil || (try? self.apiKey(bytes, digest)) != nil
    }

    // MARK: - Verification

    /// Checks that a token is one of ours, which is not remembered; throws why it is none.
    private func verify(
        _ bytes: [UInt8], as kind: TokenClaims.Kind, _ digest: SHA256Digest
    ) throws(TokenRefusal) -> TokenClaims {
        if kind == .access && bytes.starts(with: "mcp_".utf8) { return try self.apiKey(bytes, digest) }
        return try self.signed(bytes, as: kind)
    }

    /// Why a token of ours is not good any more, or not yet; nil when it is.
    private func refusal(of claims: TokenClaims, at now: Int64) -> TokenRefusal? {
        let leeway = claims.kind == .apiKey ? 0 : self.settings.leeway
        if let refusal = claims.refusal(at: now, leeway: leeway) { return refusal }
        let isEnded =
            self.revocations.ends(claims) || !self.accounts.admits(claims) || !self.providers.admits(claims)
        return isEnded ? .revoked : nil
    }

    /// `mcp_<id>_<secret>`: the record is found by the public part, and the whole compared by digest.
    private func apiKey(_ bytes: [UInt8], _ digest: SHA256Digest) throws(TokenRefusal) -> TokenClaims {
        let id = bytes.dropFirst(4).prefix { $0 != UInt8(ascii: "_") }
        guard let known = self.apiKeys[String(decoding: id, as: UTF8.self)],
            known.digest.equalsInConstantTime(digest)
        else { throw .unknownAPIKey }
        return known.claims
    }

    private func signed(_ bytes: [UInt8], as kind: TokenClaims.Kind) throws(TokenRefusal) -> TokenClaims {
        guard let token = SignedToken(bytes) else { throw .malformed }
        guard token.isType(kind == .session ? "session+jwt" : "at+jwt") else { throw .wrongType }
        guard let key = self.keys[token.keyID] else { throw .unknownKey }
        guard token.algorithm == key.source.algorithm.rawValue else { throw .wrongAlgorithm }
        guard key.verifier.isValid(token.signature.span, of: token.message.span) else { throw .wrongSignature }
        guard let object = token.claims, let claims = TokenClaims(object, kind: kind, keyID: token.keyID) else {
            throw .malformed
        }
        return claims
    }

    // MARK: - Changes

    /// Replaces the keys; returns the identifiers of those that cannot be used, whose tokens are refused.
    func install(_ new: GuardKeys) -> [String] {
        var refused: [String] = []
        var keys: [String: Key] = [:]
        for source in new.verification {
            if let known = self.keys[source.kid], known.source == source {
                keys[source.kid] = known
            } else if let verifier = try? SignatureVerifier(
                source.algorithm.signature, publicKey: source.publicKey, library: self.library)
            {
                keys[source.kid] = Key(source: source, verifier: verifier)
            } else {
                refused.append(source.kid)
            }
        }
        // What a key signed that is no more, or another one now, is not believed any longer.
        let kept = Set(keys.filter { self.keys[$0.key]?.source == $0.value.source }.keys)
        self.keys = keys
        self.tokens.removeAll { $0.claims.kind != .apiKey && !kept.contains($0.claims.keyID) }
        self.assertion = nil
        if let source = new.assertion {
            let signer = try? SignatureSigner(.es256, privateKey: source.privateKey, library: self.library)
            self.assertion = signer.map { IdentityAssertion($0, kid: source.kid) }
            if signer == nil { refused.append(source.kid) }
        }
        self.sessions.install(
            new.assertion?.privateKey, former: new.formerAssertion?.privateKey, library: self.library)
        self.tokens.forEach { $0.forgetGrants() }
        return refused
    }

    /// Puts revocations in force; returns the exchanges that have to end.
    func apply(_ new: [Revocation]) -> [Exchange] {
        self.revocations.prune(at: UnixTime.seconds)
        for revocation in new { self.revocations.insert(revocation) }
        let batch = RevocationTable(new)
        return self.end { batch.ends($0) }
    }

    /// Takes an API key over; a key of the same identifier that said something else ends.
    func put(_ key: APIKey) -> [Exchange] {
        guard let digest = SHA256Digest(hexadecimal: key.digest) else { return self.removeAPIKey(key.id) }
        let ended = self.removeAPIKey(key.id)
        self.apiKeys[key.id] = (digest, TokenClaims(key))
        return ended
    }

    /// Forgets an API key; returns the exchanges that have to end.
    func removeAPIKey(_ id: String) -> [Exchange] {
        guard self.apiKeys.removeValue(forKey: id) != nil else { return [] }
        return self.end { $0.kind == .apiKey && $0.keyID == id }
    }

    /// Takes a local account over; returns the exchanges that have to end.
    func put(_ user: LocalUser) -> [Exchange] {
        guard self.accounts.put(user) else { return [] }
        return self.endAll(of: user.name)
    }

    /// Forgets a local account; returns the exchanges that have to end.
    func removeUser(_ name: String) -> [Exchange] {
        self.accounts.remove(name)
        return self.endAll(of: name)
    }

    /// Takes an identity provider over; returns the exchanges that have to end.
    func put(_ provider: IdentityProvider) -> [Exchange] {
        guard self.providers.put(provider) else { return [] }
        let providers = self.providers
        return self.end { !providers.admits($0) }
    }

    /// Forgets an identity provider.
    func removeProvider(_ name: String) { self.providers.remove(name) }

    private func endAll(of name: String) -> [Exchange] {
        let subject = LocalAccounts.subject(name)
        return self.end { $0.subject == subject }
    }

    private func end(_ condition: (TokenClaims) -> Bool) -> [Exchange] {
        self.tokens.removeAll { condition($0.claims) }
        return self.exchanges.filter(condition)
    }

    // MARK: - Exchanges

    func enter(_ exchange: Exchange, _ grant: AccessGrant) {
        exchange.guarded.grant = grant
        self.exchanges.insert(exchange)
    }

    func leave(_ exchange: Exchange) {
        if exchange.guarded.place >= 0 { self.exchanges.remove(exchange) }
        exchange.guarded.grant = nil
        exchange.guarded.refusal = nil
    }
}

@available(*, unavailable)
extension AccessGuard: Sendable {}
