internal import ProxyModel

/// The wildcards, and perhaps the catch-all, with leave to obtain certificates at handshakes.
struct OnDemandHosts {
    /// What names below the wildcards end in; parts of strings, as a name is looked for by its parts.
    private var suffixes: Set<Substring> = []
    private var hasCatchAll = false

    var isEmpty: Bool { self.suffixes.isEmpty && !self.hasCatchAll }

    /// Takes a proxy that is new or has changed.
    mutating func put(_ proxy: ProxyTarget) {
        let pattern = proxy.hostname.description
        guard proxy.onDemand != nil, proxy.enabled, proxy.enableHTTPS else { return self.remove(pattern) }
        if pattern == "*" { self.hasCatchAll = true }
        if pattern.hasPrefix("*.") { self.suffixes.insert(pattern.dropFirst(2)) }
    }

    mutating func remove(_ pattern: String) {
        if pattern == "*" { self.hasCatchAll = false }
        if pattern.hasPrefix("*.") { self.suffixes.remove(pattern.dropFirst(2)) }
    }

    /// Whether one of them may serve a name; another host may serve it all the same.
    func mayServe(_ name: String) -> Bool {
        if self.hasCatchAll { return true }
        guard !self.suffixes.isEmpty else { return false }
        var rest = name[...]
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            if self.suffixes.contains(rest) { return true }
        }
        return false
    }
}
