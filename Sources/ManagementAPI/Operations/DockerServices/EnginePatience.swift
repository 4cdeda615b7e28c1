/// How long those who wait for a service wait for an engine that is away: one that was lost for a moment is back soon.
struct EnginePatience {
    private static let limit = Duration.seconds(2)

    /// Since when it is away; nil = it is there.
    private var since: ContinuousClock.Instant?

    /// Takes what a look found; whether there is nothing more to wait for.
    mutating func isOver(_ isAway: Bool, at now: ContinuousClock.Instant = .now) -> Bool {
        guard isAway else {
            since = nil
            return false
        }
        let start = since ?? now
        since = start
        return now - start >= Self.limit
    }
}
