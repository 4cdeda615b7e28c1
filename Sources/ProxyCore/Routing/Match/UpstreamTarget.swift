internal import ProxyModel

/// An upstream group together with what a proxy or route says about the requests to it.
package final class UpstreamTarget {
    /// The upstreams, shared with everybody who names the same ones; of a service those of the moment, maybe none.
    package private(set) var group: UpstreamGroup
    /// Put before the request's path; empty, or beginning with `/` and not ending with it.
    package let pathPrefix: [UInt8]
    private let host: [UInt8]
    /// What it follows; nil = its upstreams are fixed.
    let follows: ServiceFollowing?

    init(group: UpstreamGroup, pathPrefix: [UInt8], host: [UInt8]) {
        self.group = group
        self.pathPrefix = pathPrefix
        self.host = host
        self.follows = nil
    }

    /// A target that follows a service; `move` brings it to where that is.
    init(following service: RoutedService, _ key: ServiceTargetKey, group: UpstreamGroup) {
        self.group = group
        self.pathPrefix = []
        self.host = []
        self.follows = ServiceFollowing(service, key)
    }

    /// From now on requests go to these upstreams.
    func move(to group: UpstreamGroup) { self.group = group }

    /// What `Host` says at one of the upstreams when the client's is not preserved; empty when it is always preserved.
    ///
    /// Of several fixed upstreams the first one names the host, of a service each container itself.
    func host(at endpoint: UpstreamEndpoint?) -> [UInt8] { self.follows == nil ? self.host : endpoint?.host ?? [] }

    /// What requests meet at the service that it follows; nil when there is none for the owner of the proxy or route.
    var phase: ServiceEndpoints.Phase? {
        guard let follows, !follows.isOver else { return nil }
        return follows.service.phase(for: follows.key.owner)
    }
}

extension UpstreamTarget: CustomStringConvertible {
    /// The addresses, with their shares when there are several.
    package var description: String {
        let members = self.group.key.members
        if let service = self.follows?.service.name {
            guard !members.isEmpty else {
                return "the service \(service), which \(self.state)"
            }
            return "\(members.map(\.url.description).joined(separator: ", ")) (the service \(service))"
        }
        guard members.count > 1 else { return members.first?.url.description ?? "" }
        return members.map { "\($0.url.description) (weight \($0.weight))" }.joined(separator: ", ")
    }

    /// Why a service has no address.
    private var state: String {
        switch self.phase {
        case nil: "is not there"
        case .ready: "has no address"
        case .starting: "is starting"
        case .asleep: "is asleep"
        case .stopped: "is stopped"
        case .failed: "has failed"
        }
    }

    /// The value of `Host` for an upstream (RFC 9110 §7.2): the port is left out when it is the scheme's own.
    static func host(of url: UpstreamURL) -> [UInt8] { Self.host(url.scheme, url.host, url.port) }

    /// The same for an upstream of these parts.
    static func host(_ scheme: UpstreamURL.Scheme, _ host: String, _ port: UInt16) -> [UInt8] {
        let name = host.utf8.contains(0x3A) ? "[\(host)]" : host
        switch (scheme, port) {
        case (.unix, _): return Array("localhost".utf8)
        case (.http, 80), (.https, 443): return Array(name.utf8)
        case (_, let port): return Array("\(name):\(port)".utf8)
        }
    }

    /// The path of an upstream without trailing slash, as requests' paths begin with one.
    static func pathPrefix(of url: UpstreamURL) -> [UInt8] {
        var path = Array(url.path.utf8)
        while path.last == 0x2F { path.removeLast() }
        return path
    }
}

@available(*, unavailable)
extension UpstreamTarget: Sendable {}
