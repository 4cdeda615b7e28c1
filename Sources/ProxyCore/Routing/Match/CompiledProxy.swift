package import ProxyModel

/// A proxy as one worker uses it: one line of the processor's cache, what is rarely set behind a reference.
package final class CompiledProxy: ByteKeyed {
    /// The form of the host pattern.
    package enum Kind: UInt8, Sendable {
        case exact, wildcard, any
    }

    /// The switches of a proxy.
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The host is served at all.
        package static let enabled = Flags(rawValue: 1)
        /// Plain HTTP is served.
        package static let http = Flags(rawValue: 2)
        /// HTTPS is served.
        package static let https = Flags(rawValue: 4)
        /// The upstream sees the client's `Host`.
        package static let preservesHost = Flags(rawValue: 8)
        /// The certificate comes from the local CA.
        package static let isInternal = Flags(rawValue: 16)
        /// `route_mode: none`: no route applies.
        package static let ignoresRoutes = Flags(rawValue: 32)
    }

    /// Which hosts `key` stands for.
    package let kind: Kind
    /// What is switched on.
    package let flags: Flags
    /// When plain HTTP is answered with a redirect.
    package let httpsRedirect: ProxyTarget.HTTPSRedirect
    private var certificateIsKnown = false
    private var certificateExists = false
    private var certificateEpoch: UInt32 = 0
    /// The canonical host; of a wildcard what follows `*.`; empty for the default.
    package let key: [UInt8]
    /// The proxy's own target; nil when it only answers from routes.
    package let upstream: UpstreamTarget?
    private var rules: ProxyRules?

    init(_ proxy: ProxyTarget, upstream: UpstreamTarget?, filter: RouteFilter?, routes: RouteTable?) {
        switch proxy.hostname {
        case .exact(let name): (self.kind, self.key) = (.exact, Array(name.text.utf8))
        case .wildcard(let suffix): (self.kind, self.key) = (.wildcard, Array(suffix.text.utf8))
        case .any: (self.kind, self.key) = (.any, [])
        }
        self.upstream = upstream
        self.rules = ProxyRules(proxy, filter: filter, routes: routes)
        var flags: Flags = []
        if proxy.enabled { flags.insert(.enabled) }
        if proxy.enableHTTP { flags.insert(.http) }
        if proxy.enableHTTPS { flags.insert(.https) }
        if proxy.preserveHostHeader { flags.insert(.preservesHost) }
        if proxy.isInternal { flags.insert(.isInternal) }
        if proxy.routeMode == .none { flags.insert(.ignoresRoutes) }
        self.flags = flags
        self.httpsRedirect = proxy.httpsRedirect
    }
}

extension CompiledProxy {
    /// Fields set on requests to the upstream.
    package var requestFields: CompiledFields? { self.rules?.requestFields }
    /// Fields set on every answer.
    package var responseFields: CompiledFields? { self.rules?.responseFields }
    /// Addresses, limits, timeouts and rewriting; nil = every default.
    package var policy: ProxyPolicy? { self.rules?.policy }
    /// The guard of the host; nil when there is none or it is switched off.
    package var auth: Boxed<ProxyAuthConfig>? { self.rules?.auth }
    /// The same guard, compiled.
    package var guardRules: GuardRules? { self.rules?.guardRules }
    /// Which routes apply; nil = every one (or none, see `Flags.ignoresRoutes`).
    var filter: RouteFilter? { self.rules?.filter }

    /// The routes whose scope is this proxy.
    var routes: RouteTable? {
        get { self.rules?.routes }
        set {
            if let rules = self.rules { rules.routes = newValue } else { self.rules = ProxyRules(routes: newValue) }
        }
    }

    /// The host pattern as text: `example.com`, `*.example.com` or `*`.
    package var pattern: String {
        switch self.kind {
        case .exact: String(decoding: self.key, as: UTF8.self)
        case .wildcard: "*." + String(decoding: self.key, as: UTF8.self)
        case .any: "*"
        }
    }

    /// Whether an active certificate covers the host, as remembered at this epoch of `RoutingTable.certificateEpoch`; nil
    /// when it has to be found out.
    ///
    /// Always nil for wildcards and the default, as there the answer depends on the host of the request.
    package func hasCertificate(at epoch: UInt32) -> Bool? {
        self.certificateIsKnown && self.certificateEpoch == epoch ? self.certificateExists : nil
    }

    /// Remembers an answer for `hasCertificate`.
    package func remember(hasCertificate: Bool, at epoch: UInt32) {
        guard self.kind == .exact else { return }
        self.certificateIsKnown = true
        self.certificateExists = hasCertificate
        self.certificateEpoch = epoch
    }
}

@available(*, unavailable)
extension CompiledProxy: Sendable {}
