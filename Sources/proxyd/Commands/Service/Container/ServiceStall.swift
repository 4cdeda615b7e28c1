/// How long a service waits for what is not there, and what somebody who waits for it is told of that.
struct ServiceStall {
    /// What is to be done now.
    enum Verdict: Equatable {
        case nothing
        /// Say why it waits.
        case tell(String)
        /// Wait no longer.
        case end
    }

    private static let patience = Duration.seconds(3)
    private static let limit = Duration.seconds(30)

    private var since: ContinuousClock.Instant?
    private var told: String?

    /// Takes why the service waits; nil = it does not.
    mutating func take(_ reason: String?, at now: ContinuousClock.Instant) -> Verdict {
        guard let reason else {
            since = nil
            return .nothing
        }
        let start = since ?? now
        since = start
        if now - start >= Self.limit { return .end }
        guard now - start >= Self.patience, told != reason else { return .nothing }
        told = reason
        return .tell(reason)
    }
}
