/// How far a service is on its way to what is desired.
package enum ServicePhase: String, Sendable, CaseIterable {
    /// No engine has taken it yet.
    case pending
    case pulling
    case building
    case creating
    /// A container runs and is not well yet.
    case starting
    case running
    /// A container runs and its health check fails.
    case unhealthy
    case stopping
    case stopped
    /// Stopped for want of requests.
    case asleep
    case removing
    /// What was tried last did not work; it is tried again later.
    case failed
}
