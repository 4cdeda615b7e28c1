package import ProxyModel

/// The proxy that a name of a handshake belongs to, where it has leave to obtain certificates.
package struct OnDemandHost: Sendable, Equatable {
    /// The wildcard, or the catch-all.
    package var pattern: HostPattern
    /// The leave.
    package var rules: OnDemandTLS
    /// Name of the token that owns the proxy, and what is obtained for it; nil = admin.
    package var owner: String?
    /// When the proxy was changed last, in milliseconds since 1970.
    package var changedAt: Int64

    /// Makes a host.
    package init(pattern: HostPattern, rules: OnDemandTLS, owner: String? = nil, changedAt: Int64 = 0) {
        self.pattern = pattern
        self.rules = rules
        self.owner = owner
        self.changedAt = changedAt
    }

    /// The proxy that serves a name, as requests are matched: exact, then the longest wildcard, then the catch-all.
    ///
    /// nil when none serves it, or the one that does has no leave: a wildcard below which another host is served by itself
    /// does not obtain that host's certificate.
    package static func serving(_ name: Hostname, in snapshot: ConfigurationSnapshot) -> OnDemandHost? {
        if snapshot.proxies[name.text] != nil { return nil }
        var rest = name.text[...]
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            if let proxy = snapshot.proxies["*." + rest]?.value { return OnDemandHost(proxy) }
        }
        return snapshot.proxies["*"].flatMap { OnDemandHost($0.value) }
    }

    private init?(_ proxy: ProxyTarget) {
        guard let rules = proxy.onDemand?.value, proxy.enabled, proxy.enableHTTPS else { return nil }
        self.init(pattern: proxy.hostname, rules: rules, owner: proxy.owner, changedAt: proxy.updatedAt)
    }

    /// How many labels a name has before the wildcard's suffix, or before its registered domain.
    func depth(of name: Hostname) -> Int {
        let base: String
        switch pattern {
        case .wildcard(let suffix): base = suffix.text
        case .any, .exact: base = RegisteredDomain.of(name.text)
        }
        return Self.labels(name.text) - Self.labels(base)
    }

    private static func labels(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: ".") } + 1 }
}
