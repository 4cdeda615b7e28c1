internal import ProxyModel

/// What labels of containers make of the configuration (sans-IO).
///
/// A host with its proxy is derived when it leads to an endpoint whose name begins with a mark that no service has.
package struct LabelPlan {
    /// What the names of derived endpoints begin with, and no service's name does; the engine behind it tells whose they are.
    package static let mark = "_label-"

    private let globs: [String]
    private let prefix: String
    private let node: String

    /// Plans for one engine.
    init(globs: [String], engine: String, node: String) {
        self.globs = globs
        self.node = node
        prefix = Self.mark + String(Self.digits(engine).suffix(8)) + "-"
    }

    /// What has to be changed, and which containers ask for what they do not get.
    func changes(
        for containers: [LabelledContainer], in snapshot: ConfigurationSnapshot, now: Int64
    ) -> (changes: [Change], problems: [EngineName: LabelledContainer.Problem]) {
        var changes: [Change] = []
        var problems: [EngineName: LabelledContainer.Problem] = [:]
        var hosts: Set<String> = []
        // Who was there first keeps a host, so that nobody takes it away by starting a container.
        let ordered = containers.sorted { ($0.createdAt, $0.id.description) < ($1.createdAt, $1.id.description) }
        for container in ordered {
            do throws(LabelledContainer.Problem) {
                let host = try container.host(among: globs)
                let name = prefix + Self.digits(host.text)
                guard !hosts.contains(host.text) else {
                    throw LabelledContainer.Problem("proxyd.host: an older container has '\(host.text)'")
                }
                let upstream = try container.upstream()
                let known = snapshot.proxies[host.text]?.value
                guard known == nil || known?.owner == nil && known?.traffic?.value.service == name,
                    snapshot.dockerServices[name] == nil
                else {
                    throw LabelledContainer.Problem("proxyd.host: '\(host.text)' is served already, and not by labels")
                }
                hosts.insert(host.text)
                changes += endpoints(of: container, name, upstream, snapshot, now: now)
                if known == nil { changes.append(.put(.proxy(proxy(host, name, now: now)))) }
            } catch {
                problems[container.name] = error
            }
        }
        let wanted = Set(hosts.map { prefix + Self.digits($0) })
        return (changes + removals(besides: wanted, hosts, snapshot), problems)
    }

    private func endpoints(
        of container: LabelledContainer, _ name: String, _ upstream: UpstreamURL?, _ snapshot: ConfigurationSnapshot,
        now: Int64
    ) -> [Change] {
        var phase = container.phase
        if phase == .ready, upstream == nil { phase = .starting }
        let known = snapshot.serviceEndpoints[name]?.value
        var endpoints = ServiceEndpoints(service: name, node: node, phase: phase, updatedAt: known?.updatedAt ?? now)
        endpoints.upstreams = phase == .ready ? [upstream].compactMap(\.self) : []
        endpoints.waitMS = 10_000
        guard endpoints != known else { return [] }
        endpoints.updatedAt = now
        return [.put(.serviceEndpoints(endpoints))]
    }

    private func proxy(_ host: Hostname, _ name: String, now: Int64) -> ProxyTarget {
        var proxy = ProxyTarget(hostname: .exact(host), target: nil, createdAt: now)
        var traffic = TrafficPolicy()
        traffic.service = name
        proxy.traffic = Boxed(traffic)
        return proxy
    }

    /// What was derived from containers of this engine that are gone, or ask for something else now.
    private func removals(
        besides wanted: Set<String>, _ hosts: Set<String>, _ snapshot: ConfigurationSnapshot
    ) -> [Change] {
        var changes: [Change] = []
        for (host, stored) in snapshot.proxies where stored.value.owner == nil && !hosts.contains(host) {
            guard let service = stored.value.traffic?.value.service, service.hasPrefix(prefix) else { continue }
            changes.append(.delete(RecordKey(.proxies, host)))
        }
        for name in snapshot.serviceEndpoints.keys where name.hasPrefix(prefix) && !wanted.contains(name) {
            changes.append(.delete(RecordKey(.serviceEndpoints, name)))
        }
        return changes.sorted { ($0.key.kind.rawValue, $0.key.id) < ($1.key.kind.rawValue, $1.key.id) }
    }

    /// 64 bits as 16 hexadecimal digits (FNV-1a): names must only differ, nobody relies on more.
    private static func digits(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return InstallationID(hash).description
    }
}
