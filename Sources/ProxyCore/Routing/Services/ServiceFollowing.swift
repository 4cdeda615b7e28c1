/// What binds a target to the service that it follows; targets of fixed addresses have none, and stay small.
final class ServiceFollowing {
    /// The service.
    let service: RoutedService
    /// What tells the target from others that follow it.
    let key: ServiceTargetKey
    /// How many proxies, routes and ports use the target.
    var references = 1
    /// Nobody refers to the target any more but exchanges, which wait for nothing there.
    var isOver = false

    init(_ service: RoutedService, _ key: ServiceTargetKey) {
        self.service = service
        self.key = key
    }
}

@available(*, unavailable)
extension ServiceFollowing: Sendable {}
