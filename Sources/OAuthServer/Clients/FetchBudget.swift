/// How often documents of one host, or one that cannot be used, are fetched: our server is no tool against somebody else's.
struct FetchBudget {
    private static let window: Int64 = 60_000
    private static let longestPause: Int64 = 300_000

    private let limit: Int
    private var windowStart: Int64 = 0
    private var count = 0
    private var failures = 0
    private var pausedUntil: Int64 = 0
    private var last: PublicDocuments.Failure?

    /// Makes a budget of so many documents a minute.
    init(limit: Int = 30) { self.limit = limit }

    /// Why no fetch may begin at this time; nil when one may.
    func refusal(at now: Int64) -> PublicDocuments.Failure? {
        if pausedUntil > now, let last {
            return PublicDocuments.Failure(
                reason: last.reason, retryAfter: seconds(pausedUntil - now), isTemporary: last.isTemporary)
        }
        guard count >= limit, now - windowStart < Self.window else { return nil }
        return PublicDocuments.Failure(
            reason: "too many documents were asked for",
            retryAfter: seconds(windowStart + Self.window - now), isTemporary: true)
    }

    /// Notes that a fetch begins.
    mutating func begin(at now: Int64) {
        if now - windowStart >= Self.window {
            windowStart = now
            count = 0
        }
        count += 1
    }

    /// Notes that a fetch brought a usable document.
    mutating func succeed() {
        failures = 0
        pausedUntil = 0
    }

    /// Notes that a fetch failed: the first failure is tried again at once, because most last a moment.
    mutating func fail(_ failure: PublicDocuments.Failure, at now: Int64) {
        failures = min(failures + 1, 16)
        last = failure
        guard failures > 1 else { return }
        pausedUntil = now + min(5_000 << Int64(min(failures - 2, 10)), Self.longestPause)
    }

    /// Whether forgetting it would allow what it refuses.
    func isRemembered(at now: Int64) -> Bool { pausedUntil > now || now - windowStart < Self.window }

    private func seconds(_ milliseconds: Int64) -> Int { Int((milliseconds + 999) / 1_000) }
}
