/// What a cache knows of one name.
struct NameEntry {
    /// The last good answer; empty when there was none.
    private(set) var addresses: [IPAddress] = []
    /// Since when the name is being asked for; nil when it is not.
    private(set) var askedAt: Int64?
    private var freshUntil: Int64 = .min
    private var refreshFrom: Int64 = .min
    private var staleUntil: Int64 = .min
    private var failure: NameFailure?
    private var failures = 0
    private var retryAt: Int64 = .min

    /// What can be said of the name now; nil = the answer of a server has to be waited for.
    func finding(now: Int64, patience: Int64) -> Result<[IPAddress], NameFailure>? {
        if !addresses.isEmpty {
            if now < freshUntil { return .success(addresses) }
            // Past its end it is only given where a fresh one failed to come, or takes too long.
            let isLate = askedAt.map { now - $0 >= patience } ?? false
            if now < staleUntil, failure != nil || isLate { return .success(addresses) }
        }
        if let failure, askedAt == nil, now < retryAt { return .failure(failure) }
        return nil
    }

    /// Whether a lookup at this time has to ask: there is no answer, or it ends soon, and the last failure is not new.
    func shouldAsk(now: Int64) -> Bool {
        askedAt == nil && now >= refreshFrom && now >= retryAt
    }

    /// The name is asked for from now on.
    mutating func ask(now: Int64) { askedAt = now }

    /// Takes in the answer, and gives what those who waited for it shall get.
    mutating func take(
        _ answer: Result<ResolvedName, NameFailure>, now: Int64, _ settings: NameCacheSettings
    ) -> Result<[IPAddress], NameFailure> {
        askedAt = nil
        switch answer {
        case .success(let resolved):
            keep(resolved, now, settings)
            return .success(addresses)
        case .failure(let failure):
            remember(failure, now, settings)
            return !addresses.isEmpty && now < max(freshUntil, staleUntil) ? .success(addresses) : .failure(failure)
        }
    }

    private mutating func keep(_ resolved: ResolvedName, _ now: Int64, _ settings: NameCacheSettings) {
        let seconds = Int64(min(resolved.ttlSeconds, Int(settings.longestLifetime / 1000) + 1))
        let lifetime = min(max(seconds * 1000, settings.shortestLifetime), settings.longestLifetime)
        addresses = resolved.addresses
        freshUntil = now + lifetime
        // The last tenth, but time enough for a server to answer.
        refreshFrom = freshUntil - min(lifetime / 2, max(1000, lifetime / 10))
        staleUntil = freshUntil + settings.staleLifetime
        failure = nil
        failures = 0
        retryAt = .min
    }

    private mutating func remember(_ failure: NameFailure, _ now: Int64, _ settings: NameCacheSettings) {
        self.failure = failure
        // 2^20 times the shortest is beyond every limit, and far from overflow.
        let lifetime = settings.firstFailureLifetime << Int64(min(failures, 20))
        retryAt = now + min(lifetime, settings.longestFailureLifetime)
        failures += 1
        if failure == .notFound { staleUntil = min(staleUntil, max(now, freshUntil) + settings.deniedLifetime) }
    }
}
