internal import ProxyModel

extension FailureCode {
    /// What a request is told that finds a service without an address; nil = there is no such service.
    init(_ phase: ServiceEndpoints.Phase?) {
        switch phase {
        case .ready, .starting: self = .serviceStarting
        case .asleep: self = .serviceAsleep
        case .stopped: self = .serviceStopped
        case .failed: self = .serviceFailed
        case nil: self = .serviceUnknown
        }
    }
}
