/// The exchanges of one worker that were let in by a token and are not over: each knows its place, so that coming and
/// going cost the same however many there are.
struct GuardedExchanges {
    private var exchanges: ContiguousArray<Exchange> = []

    /// Number of exchanges.
    var count: Int { self.exchanges.count }

    /// Takes an exchange in.
    mutating func insert(_ exchange: Exchange) {
        exchange.guarded.isStream = false
        exchange.guarded.place = self.exchanges.count
        self.exchanges.append(exchange)
    }

    /// Lets an exchange go; the last one takes its place.
    mutating func remove(_ exchange: Exchange) {
        let place = exchange.guarded.place
        exchange.guarded.place = -1
        let last = self.exchanges.removeLast()
        guard last !== exchange else { return }
        self.exchanges[place] = last
        last.guarded.place = place
    }

    /// The exchanges whose token fulfils a condition.
    func filter(_ condition: (TokenClaims) -> Bool) -> [Exchange] {
        self.exchanges.filter { exchange in exchange.guarded.grant.map { condition($0.claims) } ?? false }
    }

    /// The streams that may not go on at a time, seconds since 1970, and when the next one may not; `.max` = never.
    func expired(at now: Int64, leeway: Int64) -> (streams: [Exchange], next: Int64) {
        var streams: [Exchange] = []
        var next = Int64.max
        for exchange in self.exchanges where exchange.guarded.isStream {
            guard let end = exchange.guarded.grant?.claims.endOfStreams(leeway: leeway) else { continue }
            if end <= now { streams.append(exchange) } else { next = min(next, end) }
        }
        return (streams, next)
    }
}

/// What an exchange knows of its guard.
struct GuardedAccess {
    /// What let it in; nil while nothing has, and for requests that need nothing.
    var grant: AccessGrant?
    /// Why it was not let in, for the log.
    var refusal: TokenRefusal?
    /// Its place among the guarded exchanges; -1 = none.
    var place = -1
    /// The response, or the tunnel, has no end of its own.
    var isStream = false
    /// What it is with a protected resource.
    var resource = ResourceAccess()

    /// Whether there is something to give back at the end.
    @inline(__always)
    var isInUse: Bool { self.place >= 0 || self.refusal != nil || self.resource.isActive }
}
