internal import ProxyModel

/// The proxies of one worker by host: exact names, then the longest wildcard, then the default.
final class HostTable {
    private let hash: ByteHash
    private let exact = ByteTable<CompiledProxy>()
    private let wildcards: WildcardTable
    private(set) var fallback: CompiledProxy?

    init() {
        self.hash = ByteHash()
        self.wildcards = WildcardTable(hash: self.hash)
    }

    /// Number of proxies.
    var count: Int { exact.count + wildcards.count + (self.fallback == nil ? 0 : 1) }

    /// Makes room for so many exact hosts at once.
    func reserve(_ capacity: Int) { exact.reserve(capacity) }

    /// The proxy that serves a host given in canonical form.
    @inline(__always)
    func lookup(_ host: Span<UInt8>) -> CompiledProxy? {
        named(host) ?? fallback
    }

    /// As `lookup`, but without the default: the host has to be named by somebody.
    @inline(__always)
    func named(_ host: Span<UInt8>) -> CompiledProxy? {
        if let proxy = exact.find(host, hash: hash.hash(host)) { return proxy }
        return wildcards.isEmpty ? nil : wildcards.lookup(host)
    }

    /// The proxy with exactly this pattern.
    func find(_ pattern: HostPattern) -> CompiledProxy? {
        switch pattern {
        case .exact(let name):
            let key = Array(name.text.utf8)
            return exact.find(key.span, hash: hash.hash(key))
        case .wildcard(let suffix):
            return wildcards.find(Array(suffix.text.utf8))
        case .any:
            return fallback
        }
    }

    /// The proxy that serves the requests for a host, but never the default; for a wildcard, the proxy with that pattern.
    func serving(_ pattern: HostPattern) -> CompiledProxy? {
        guard case .exact(let name) = pattern else { return find(pattern) }
        var text = name.text
        return text.withUTF8 { unsafe named($0.span) }
    }

    /// Adds a proxy or replaces the one with the same pattern, which is returned.
    func insert(_ proxy: CompiledProxy) -> CompiledProxy? {
        switch proxy.kind {
        case .exact:
            return exact.insert(proxy, hash: hash.hash(proxy.key))
        case .wildcard:
            return wildcards.insert(proxy)
        case .any:
            defer { fallback = proxy }
            return fallback
        }
    }

    /// Removes and returns the proxy with this pattern.
    func remove(_ pattern: HostPattern) -> CompiledProxy? {
        switch pattern {
        case .exact(let name):
            let key = Array(name.text.utf8)
            return exact.remove(key.span, hash: hash.hash(key))
        case .wildcard(let suffix):
            return wildcards.remove(Array(suffix.text.utf8))
        case .any:
            defer { fallback = nil }
            return fallback
        }
    }
}

@available(*, unavailable)
extension HostTable: Sendable {}
