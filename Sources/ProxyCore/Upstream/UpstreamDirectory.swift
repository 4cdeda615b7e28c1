internal import ProxyModel
internal import Reactor

/// Every upstream of one worker, shared by all proxies and routes that name it.
package final class UpstreamDirectory {
    private var groups: [UpstreamGroupKey: UpstreamGroup] = [:]
    private var endpoints: [UpstreamEndpointKey: UpstreamEndpoint] = [:]
    /// The worker whose reactor the connections live on; set once, before the first request.
    var worker: Worker?

    /// An empty directory.
    package init() {}

    /// The group of a key, with one more reference to it.
    package func acquire(_ key: UpstreamGroupKey) -> UpstreamGroup {
        if let group = self.groups[key] {
            group.references += 1
            return group
        }
        var members = ContiguousArray<UpstreamEndpoint>()
        for member in key.members {
            let identity = UpstreamEndpointKey(member.url, group: key)
            let endpoint = self.endpoints[identity] ?? UpstreamEndpoint(key: identity)
            self.endpoints[identity] = endpoint
            endpoint.references += 1
            members.append(endpoint)
        }
        let group = UpstreamGroup(key: key, endpoints: members)
        group.references = 1
        self.groups[key] = group
        return group
    }

    /// Gives a reference back; upstreams that nobody names any more lose their idle connections.
    package func release(_ group: UpstreamGroup) {
        group.references -= 1
        guard group.references == 0 else { return }
        self.groups[group.key] = nil
        for endpoint in group.endpoints {
            endpoint.references -= 1
            guard endpoint.references == 0 else { continue }
            self.endpoints[endpoint.key] = nil
            endpoint.closeIdle()
        }
    }

    /// Closes every idle connection; when the worker ends.
    func closeIdle() { for endpoint in self.endpoints.values { endpoint.closeIdle() } }
}

@available(*, unavailable)
extension UpstreamDirectory: Sendable {}
