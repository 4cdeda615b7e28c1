/// The pauses between attempts to connect: doubled each time up to a cap, with jitter so that nodes do not come at once.
struct RedisBackoff: Sendable {
    /// Milliseconds before the second attempt.
    var first: Int64 = 50
    /// Milliseconds that no pause exceeds.
    var cap: Int64 = 5_000
    private var failures = 0

    /// The pauses 50 ms, 100 ms … 5 s, or others.
    init(first: Int64 = 50, cap: Int64 = 5_000) {
        self.first = first
        self.cap = cap
    }

    /// Starts over after a success.
    mutating func reset() { failures = 0 }

    /// The next pause in milliseconds: between half of the step and the whole, as `random` in 0...1 says.
    mutating func next(random: Double) -> Int64 {
        let doubled = first << Int64(min(failures, 20))
        failures = min(failures + 1, 20)
        let step = min(cap, max(doubled, first))
        return step / 2 + Int64(Double(step - step / 2) * min(max(random, 0), 1))
    }
}
