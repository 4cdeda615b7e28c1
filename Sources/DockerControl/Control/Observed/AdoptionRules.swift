package import ProxyModel

/// What a service that was found at an engine must keep to before it is put on record: what holds for new ones, too.
package struct AdoptionRules: Sendable {
    /// Words that stand in paths of the API where a name would.
    package static let words: Set<String> = ["adopt", "cleanup", "external", "orphans", "ports", "unified"]

    /// Names of services of the process itself.
    let localServices: Set<String>

    /// Makes the rules.
    package init(localServices: Set<String>) { self.localServices = localServices }

    /// Why a service stays an orphan, for operators; nil = it may be put on record.
    package func refusal(of service: ContainerService, in snapshot: ConfigurationSnapshot) -> String? {
        let name = service.name
        if name.hasPrefix(LabelPlan.mark) {
            return "names that begin with '\(LabelPlan.mark)' are those of containers' labels"
        }
        if Self.words.contains(name) { return "'\(name)' is a word of the API itself" }
        if localServices.contains(name) { return "'\(name)' is a service of the process itself" }
        if snapshot.dockerServices[name] != nil || snapshot.services[name] != nil {
            return "there is a service '\(name)' already"
        }
        if isAwaited(service, in: snapshot) {
            return "a proxy or a route of another owner leads to the name '\(name)'"
        }
        let ports = PortAllocation(snapshot.dockerServices.values.lazy.map(\.value))
        guard let conflict = ports.conflicts(of: service).first else { return nil }
        let port = service.ports[conflict.index]
        return "service '\(conflict.holder.service)' has port \(port.hostPort) of \(conflict.holder.port.bind)"
    }

    /// Whether it would be given requests of somebody else.
    private func isAwaited(_ service: ContainerService, in snapshot: ConfigurationSnapshot) -> Bool {
        guard let owner = service.owner else { return false }
        return snapshot.proxies.values.contains { stored in
            stored.value.traffic?.value.service == service.name && stored.value.owner != owner
        }
            || snapshot.routes.values.contains { stored in
                stored.value.target == .service(service.name) && stored.value.owner != owner
            }
    }
}
