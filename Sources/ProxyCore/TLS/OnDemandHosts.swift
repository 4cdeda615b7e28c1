internal import ProxyModel

/// The wildcards, and perhaps the catch-all, with leave to obtain certificates at handshakes.
struct OnDemandHosts {
    private var patterns: Set<String> = []

    var isEmpty: Bool { self.patterns.isEmpty }

    /// Takes a proxy that is new or has changed; whether it has leave.
    @discardableResult
    mutating func put(_ proxy: ProxyTarget) -> Bool {
        guard proxy.onDemand != nil, proxy.enabled, proxy.enableHTTPS else {
            self.remove(proxy.hostname.description)
            return false
        }
        self.patterns.insert(proxy.hostname.description)
        return true
    }

    mutating func remove(_ pattern: String) { self.patterns.remove(pattern) }

    /// Whether one of them may serve a name; another host may serve it all the same.
    func mayServe(_ name: String) -> Bool {
        guard !self.patterns.isEmpty else { return false }
        if self.patterns.contains("*") { return true }
        var rest = name[...]
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            if self.patterns.contains("*." + rest) { return true }
        }
        return false
    }
}
