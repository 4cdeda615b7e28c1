internal import ProxyModel

/// An upstream group together with what a proxy or route says about the requests to it.
package final class UpstreamTarget {
    /// The upstreams, shared with everybody who names the same ones.
    package let group: UpstreamGroup
    /// Put before the request's path; empty, or beginning with `/` and not ending with it.
    package let pathPrefix: [UInt8]
    /// What `Host` says when the client's is not preserved; empty when it is always preserved.
    package let host: [UInt8]

    init(group: UpstreamGroup, pathPrefix: [UInt8], host: [UInt8]) {
        self.group = group
        self.pathPrefix = pathPrefix
        self.host = host
    }
}

extension UpstreamTarget: CustomStringConvertible {
    /// The addresses, with their shares when there are several.
    package var description: String {
        let members = self.group.key.members
        guard members.count > 1 else { return members.first?.url.description ?? "" }
        return members.map { "\($0.url.description) (weight \($0.weight))" }.joined(separator: ", ")
    }
    /// The value of `Host` for an upstream (RFC 9110 §7.2): the port is left out when it is the scheme's own.
    static func host(of url: UpstreamURL) -> [UInt8] {
        let name = url.host.utf8.contains(0x3A) ? "[\(url.host)]" : url.host
        switch (url.scheme, url.port) {
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
