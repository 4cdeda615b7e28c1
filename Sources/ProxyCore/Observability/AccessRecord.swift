internal import Reactor

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
    /// Somebody wants to know how long the phases took: otherwise nobody looks at the clock.
    var isTimed = true

    /// A request begins.
    @inline(__always)
    mutating func begin(isTimed: Bool) {
        self = AccessRecord()
        self.isTimed = isTimed
        self.startedAt = self.now
    }

    /// Nanoseconds of the monotonic clock, or 0 when nobody wants to know.
    @inline(__always)
    var now: UInt64 { self.isTimed ? Reactor.nanoseconds() : 0 }
}
