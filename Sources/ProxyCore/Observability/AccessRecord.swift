/// What is remembered of one exchange for the access log and the counters.
struct AccessRecord {
    /// Nanoseconds of the monotonic clock when the head was complete.
    var startedAt: UInt64 = 0
    /// When the upstream's connection was there; 0 = never.
    var connectedAt: UInt64 = 0
    /// When the response's head was there; 0 = never.
    var headAt: UInt64 = 0
    var requestBytes: UInt64 = 0
    var responseBytes: UInt64 = 0
    var status: UInt16 = 0
    var failure: FailureCode?
    var reusedUpstream = false
    /// Phases are worth a look at the clock.
    var isTimed = true

    /// A request begins.
    @inline(__always)
    mutating func begin(_ now: UInt64) {
        self = AccessRecord()
        self.startedAt = now
    }
}
