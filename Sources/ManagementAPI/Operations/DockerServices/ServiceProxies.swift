internal import ProxyModel

/// The proxies that send requests to a service in containers.
enum ServiceProxies {
    /// Those of the service's own owner, by host.
    static func own(_ service: ContainerService, _ snapshot: ConfigurationSnapshot) -> [String] {
        snapshot.proxies.filter { $0.value.value.traffic?.value.service == service.name }
            .filter { $0.value.value.owner == service.owner }.keys.sorted()
    }

    /// A proxy for a service, with its owner; `host` is the service's name below BASE_DOMAIN when it is nil.
    ///
    /// Throws a 422 for what is no host.
    static func proxy(
        for service: ContainerService, host: String?, https: Bool, _ call: OperationCall
    ) throws(Problem) -> ProxyTarget {
        let text = host ?? "\(service.name).\(call.environment.settings.baseDomain)"
        let pattern: HostPattern
        do throws(HostnameProblem) {
            pattern = try HostPattern(text)
        } catch {
            throw Problem(.invalidContent, "'\(text)' is not a host: \(error)")
        }
        var proxy = ProxyTarget(hostname: pattern, target: nil, createdAt: call.now)
        proxy.updatedAt = call.now
        proxy.owner = service.owner
        proxy.enableHTTPS = https
        proxy.trafficPolicy.service = service.name
        return proxy
    }
}
