internal import ProxyModel
internal import Reactor

/// The services in containers that one worker knows, and the targets that follow them from address to address.
///
/// A change of a service's endpoints touches its own targets alone, however many proxies and routes share them. Exchanges
/// hold a target, so that every further attempt of theirs goes to where the service is by then.
final class ServiceDirectory {
    private static let wakeInterval: Int64 = 1_000

    private let upstreams: UpstreamDirectory
    private let timer = WakeTimer()
    private var services: [String: RoutedService] = [:]
    private var targets: [String: [ServiceTargetKey: UpstreamTarget]] = [:]
    private var changed: [RoutedService] = []
    private var departed: [UpstreamEndpoint] = []

    init(upstreams: UpstreamDirectory) {
        self.upstreams = upstreams
        unsafe self.timer.directory = self
    }

    deinit { unsafe self.timer.directory = nil }

    /// Whether nothing is known and nobody asks.
    var isEmpty: Bool { self.services.isEmpty && self.targets.isEmpty }

    /// Whether it is known where a service is, or why it is nowhere.
    func knows(_ name: String) -> Bool { self.services[name]?.endpoints != nil }

    // MARK: - Targets

    /// The target that follows a service, with one more reference to it; there is one for services that do not exist, too.
    func acquire(_ key: ServiceTargetKey) -> UpstreamTarget {
        if let target = self.targets[key.service]?[key] {
            target.follows?.references += 1
            return target
        }
        let service = self.services[key.service] ?? RoutedService(name: key.service)
        self.services[key.service] = service
        let upstreams = service.upstreams(for: key)
        let target = UpstreamTarget(following: service, key, group: self.upstreams.acquire(key.group(upstreams)))
        self.targets[key.service, default: [:]][key] = target
        return target
    }

    /// Gives a reference back; a target that nobody refers to any more waits for nothing.
    ///
    /// It goes on following for the exchanges that hold it: none of them may come to an address that the service has left,
    /// for somebody else's container may have it by then.
    func release(_ target: UpstreamTarget) {
        guard let follows = target.follows else { return }
        follows.references -= 1
        guard follows.references == 0 else { return }
        let name = follows.service.name
        self.targets[name]?[follows.key] = nil
        if self.targets[name]?.isEmpty == true { self.targets[name] = nil }
        self.keepUse(of: follows.service, target.group)
        self.upstreams.release(target.group)
        follows.isOver = true
        follows.service.leaves(target)
        self.changed.append(follows.service)
        self.forgetIfUnused(follows.service)
    }

    private func forgetIfUnused(_ service: RoutedService) {
        guard service.endpoints == nil, self.targets[service.name] == nil else { return }
        self.services[service.name] = nil
    }

    // MARK: - Endpoints

    /// Takes over where a service is; true when that was not known before.
    func put(_ endpoints: ServiceEndpoints) -> Bool {
        let service = self.services[endpoints.service] ?? RoutedService(name: endpoints.service)
        self.services[endpoints.service] = service
        let isNew = service.endpoints == nil
        self.set(endpoints, of: service)
        return isNew
    }

    /// Nothing is known of a service any more.
    func remove(_ name: String) {
        guard let service = self.services[name] else { return }
        self.set(nil, of: service)
        self.forgetIfUnused(service)
    }

    private func set(_ endpoints: ServiceEndpoints?, of service: RoutedService) {
        service.endpoints = endpoints
        for (key, target) in self.targets[service.name] ?? [:] {
            // The new group takes its references before the old one gives its back: addresses that stay keep their pools.
            let old = self.move(target, of: service, key)
            self.upstreams.release(old)
        }
        for target in service.leavingTargets {
            // Nobody refers to what it has: the same addresses once more would be other upstreams, with other queues.
            guard let key = target.follows?.key, key.group(service.upstreams(for: key)) != target.group.key else {
                continue
            }
            _ = self.move(target, of: service, key)
            self.upstreams.release(target.group)
        }
        self.changed.append(service)
    }

    /// Brings a target to where its service is; returns the group that it had.
    private func move(_ target: UpstreamTarget, of service: RoutedService, _ key: ServiceTargetKey) -> UpstreamGroup {
        let old = target.group
        target.move(to: self.upstreams.acquire(key.group(service.upstreams(for: key))))
        for endpoint in old.endpoints where !target.group.contains(endpoint) { self.departed.append(endpoint) }
        self.keepUse(of: service, old)
        return old
    }

    /// Tells those who wait of what has changed since the last call; once the whole change set is in force.
    func settle() {
        // What is done here may be told of in its turn.
        let (changed, departed) = (self.changed, self.departed)
        (self.changed, self.departed) = ([], [])
        for endpoint in departed { endpoint.handOver() }
        for service in changed {
            var count = service.waiting.count
            while count > 0, let exchange = service.waiting.popFirst() {
                count -= 1
                exchange.serviceChanged()
            }
        }
    }

    // MARK: - Use

    /// When the watched services were last used that were used at all.
    func uses(now: Int64) -> [ServiceUse] {
        self.services.values.compactMap { service in
            guard service.endpoints?.isWatched == true else { return nil }
            let groups = (self.targets[service.name] ?? [:]).values.map(\.group)
            let last = service.isInUse ? now : groups.map { $0.lastUse(now: now) }.max() ?? .min
            let latest = max(last, service.lastUse)
            return latest == .min ? nil : ServiceUse(service: service.name, idle: max(now - latest, 0))
        }
    }

    /// Upstreams that go take what is known of their use with them.
    private func keepUse(of service: RoutedService, _ group: UpstreamGroup) {
        guard service.endpoints?.isWatched == true, let now = self.upstreams.worker?.reactor.now else { return }
        service.lastUse = max(service.lastUse, group.lastUse(now: now))
    }

    // MARK: - Waking

    /// Has the control plane told that a service is asleep that requests wait for.
    func wake(_ service: RoutedService) {
        guard let worker = self.upstreams.worker else { return }
        let now = worker.reactor.now
        if service.wokenAt == .min || now - service.wokenAt >= Self.wakeInterval {
            service.wokenAt = now
            worker.settings.wakes(service.name)
        }
        if self.timer.deadline == .max { worker.reactor.setDeadline(self.timer, after: Self.wakeInterval) }
    }

    /// Does so again for all that are still asleep.
    func wakeAgain() {
        for service in self.services.values where service.endpoints?.phase == .asleep && service.isAwaited {
            self.wake(service)
        }
    }
}

@available(*, unavailable)
extension ServiceDirectory: Sendable {}
