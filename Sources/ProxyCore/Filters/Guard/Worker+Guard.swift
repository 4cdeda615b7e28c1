package import ProxyModel

/// What the composition tells the guard; on the worker's thread, between two requests.
extension Worker {
    /// Replaces the keys of the guard; returns the identifiers of those that cannot be used.
    ///
    /// Tokens of a key that is no longer there are refused from now on; exchanges that are on their way go on.
    @discardableResult
    package func install(guardKeys: GuardKeys) -> [String] { self.accessGuard.install(guardKeys) }

    /// Puts revocations in force: tokens that they end are refused from now on, and their exchanges end at once.
    ///
    /// They stay in force until they expire, so those that were published before the worker started are to be given too.
    package func apply(revocations: [Revocation]) { self.end(self.accessGuard.apply(revocations)) }

    /// How many verified tokens are remembered.
    package var rememberedTokens: Int { self.accessGuard.rememberedTokens }

    /// How many exchanges that a token let in are on their way.
    package var guardedExchanges: Int { self.accessGuard.exchanges.count }

    /// Takes over what the guard has to know of a whole configuration.
    func loadGuard(_ snapshot: ConfigurationSnapshot) {
        for stored in snapshot.users.values { self.end(self.accessGuard.put(stored.value)) }
        for stored in snapshot.identityProviders.values { self.end(self.accessGuard.put(stored.value)) }
        for stored in snapshot.apiKeys.values { self.end(self.accessGuard.put(stored.value)) }
    }

    /// Takes over what the guard has to know of a change.
    func applyToGuard(_ change: Change) {
        switch change {
        case .put(.apiKey(let key), _): self.end(self.accessGuard.put(key))
        case .put(.user(let user), _): self.end(self.accessGuard.put(user))
        case .put(.identityProvider(let provider), _): self.end(self.accessGuard.put(provider))
        case .delete(let key) where key.kind == .apiKeys: self.end(self.accessGuard.removeAPIKey(key.id))
        case .delete(let key) where key.kind == .users: self.end(self.accessGuard.removeUser(key.id))
        case .delete(let key) where key.kind == .identityProviders: self.accessGuard.removeProvider(key.id)
        default: break
        }
    }

    /// Ends the streams whose tokens have expired; returns when the next one does, seconds since 1970.
    func endExpiredStreams() -> Int64 {
        let (streams, next) = self.accessGuard.exchanges.expired(
            at: UnixTime.seconds, leeway: self.settings.guarding.leeway)
        for stream in streams { stream.lostAccess(.expired) }
        return next
    }

    private func end(_ exchanges: [Exchange]) {
        for exchange in exchanges { exchange.lostAccess(.revoked) }
    }
}
