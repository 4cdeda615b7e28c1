internal import ProxyModel
internal import Reactor

/// The tokens that open ports of services, found by their digests.
struct PortTokens {
    private struct Entry {
        let name: String
        let digest: SHA256Digest
        let services: Set<String>
        let ports: Set<UInt16>
        let expiresAt: Int64
        let owner: String?
    }

    private var entries: [SHA256Digest: [Entry]] = [:]
    private var digests: [String: SHA256Digest] = [:]

    /// How many tokens there are.
    var count: Int { self.digests.count }

    /// Takes a token over, maybe in place of another one; one whose digest cannot be read opens nothing.
    ///
    /// True when what was let in before may have to go.
    mutating func put(_ token: PortToken) -> Bool {
        let isReplaced = self.remove(token.name)
        guard let digest = SHA256Digest(hexadecimal: token.digest) else { return isReplaced }
        let entry = Entry(
            name: token.name, digest: digest, services: Set(token.allowedServices), ports: Set(token.allowedPorts),
            expiresAt: token.expiresAt ?? .max, owner: token.owner)
        self.digests[token.name] = digest
        self.entries[digest, default: []].append(entry)
        return isReplaced
    }

    /// Forgets a token; false when it was not known.
    mutating func remove(_ name: String) -> Bool {
        guard let digest = self.digests.removeValue(forKey: name) else { return false }
        self.entries[digest]?.removeAll { $0.name == name }
        if self.entries[digest]?.isEmpty == true { self.entries[digest] = nil }
        return true
    }

    /// When the next token ends after a time, milliseconds since 1970; `.max` when none does.
    func nextEnd(after now: Int64) -> Int64 {
        let ends = self.entries.values.joined().map(\.expiresAt)
        return ends.filter { $0 > now }.min() ?? .max
    }

    /// Whether a token with this digest opens a port; `now` in milliseconds since 1970.
    func admits(_ digest: SHA256Digest, at port: GatedPort, now: Int64) -> Bool {
        guard let entries = self.entries[digest] else { return false }
        return entries.contains { entry in
            entry.digest.equalsInConstantTime(digest) && entry.expiresAt > now && entry.owner == port.rules.owner
                && (entry.services.isEmpty || entry.services.contains(port.key.service))
                && (entry.ports.isEmpty || entry.ports.contains(port.key.address.port))
        }
    }
}
