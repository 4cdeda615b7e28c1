internal import ProxyModel

/// A service in containers as one worker sees it: where it is, who waits for it, and when it was last asked for.
///
/// Outlives its place in the directory while a target or an exchange refers to it.
final class RoutedService {
    let name: String
    /// Where requests go; nil while that is not known.
    var endpoints: ServiceEndpoints?
    /// Exchanges that have no address to go to yet.
    var waiting = WaitingQueue<Exchange>()
    /// When the last exchange began to wait, in milliseconds of the reactor's clock; `.min` = never.
    var lastUse: Int64 = .min
    /// When the control plane was last told to wake it; `.min` = never.
    var wokenAt: Int64 = .min
    /// Connections to its ports whose bytes are passed on, or that wait for that.
    var relays = 0
    /// Those of them that wait.
    var waitingRelays = 0
    /// Targets that nobody refers to any more but exchanges, as long as those do.
    private var leaving: [LeavingTarget] = []

    init(name: String) { self.name = name }

    /// Whether somebody wants it, or has it.
    var isInUse: Bool { self.waiting.count > 0 || self.relays > 0 }

    /// Whether somebody waits for it.
    var isAwaited: Bool { self.waiting.count > 0 || self.waitingRelays > 0 }

    /// The targets that exchanges alone still refer to.
    var leavingTargets: [UpstreamTarget] { self.leaving.compactMap(\.target) }

    /// Nobody refers to a target any more but exchanges.
    func leaves(_ target: UpstreamTarget) {
        self.leaving.removeAll { $0.target == nil }
        self.leaving.append(LeavingTarget(target: target))
    }

    /// What a request by a proxy or route of this owner meets; nil when there is no such service for it.
    func phase(for owner: String?) -> ServiceEndpoints.Phase? {
        // A name may have gone to another owner since the proxy was made.
        guard let endpoints, owner == nil || owner == endpoints.owner else { return nil }
        return endpoints.phase
    }

    /// The addresses for a proxy or route of this owner, or for a port.
    func upstreams(for key: ServiceTargetKey) -> [UpstreamURL] {
        guard let port = key.port else {
            return self.phase(for: key.owner) == .ready ? self.endpoints?.upstreams ?? [] : []
        }
        let gate = self.endpoints?.gates.first { $0.address == port }
        return gate?.target.flatMap { try? UpstreamURL("http://\($0)") }.map { [$0] } ?? []
    }
}

@available(*, unavailable)
extension RoutedService: Sendable {}
