/// How many names each client may have the permission endpoint asked about: a bucket of tokens for each, a bounded number of them.
///
/// Strangers choose the names; without it one of them could have the operator's endpoint asked without end.
package struct QuestionBudget: Sendable {
    private struct Bucket {
        var tokens: Int64
        var filledAt: Int64
    }

    private let capacity: Int64
    private let interval: Int64
    private let clients: Int
    private var buckets: [String: Bucket] = [:]
    /// Before which no bucket is looked at for whether it is full again.
    private var nextSweep = Int64.min

    /// The questions of IPv6 /48, each of which has as many as four clients.
    package static let ofNetworks = QuestionBudget(capacity: 80, interval: 750)

    /// Makes full buckets of so many questions, with one more each `interval` milliseconds, for so many clients at most.
    package init(capacity: Int64 = 20, interval: Int64 = 3_000, clients: Int = 10_000) {
        self.capacity = capacity
        self.interval = interval
        self.clients = clients
    }

    /// Takes a question of a client's; false when it has none left, or when nothing more can be remembered of a new one.
    package mutating func take(_ client: String, now: Int64) -> Bool {
        if buckets[client] == nil, buckets.count >= clients {
            forgetFull(now)
            guard buckets.count < clients else { return false }
        }
        var bucket = buckets[client] ?? Bucket(tokens: capacity, filledAt: now)
        let more = max((now - bucket.filledAt) / interval, 0)
        bucket.filledAt = bucket.tokens + more >= capacity ? now : bucket.filledAt + more * interval
        bucket.tokens = min(bucket.tokens + more, capacity)
        defer { buckets[client] = bucket }
        guard bucket.tokens > 0 else { return false }
        bucket.tokens -= 1
        return true
    }

    /// Forgets clients whose buckets are full again, now and then alone; forgetting others would give them all they had again.
    private mutating func forgetFull(_ now: Int64) {
        guard now >= nextSweep || nextSweep - now > interval else { return }
        nextSweep = now + interval
        buckets = buckets.filter { $0.value.tokens + (now - $0.value.filledAt) / interval < capacity }
    }
}
