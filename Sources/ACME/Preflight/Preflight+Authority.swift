internal import Egress
internal import ProxyModel

extension Preflight {
    /// Whether an authority sees what this node sees of the public DNS: its directory has a public name, and all its
    /// addresses are of the public Internet.
    ///
    /// False also when it cannot be told: then the authority is left to judge for itself.
    func isOutside(_ directoryURL: String) async -> Bool {
        guard let host = Self.host(directoryURL), PublicNameCheck.finding(host) == nil else { return false }
        // An address that is public passed the check already.
        guard AddressBlock(host) == nil else { return true }
        guard let addresses = try? await client.addresses(of: host), !addresses.isEmpty else { return false }
        let policy = EgressPolicy.publicAddresses()
        return addresses.allSatisfy { policy.permits($0.count == 4 ? .ipv4($0) : .ipv6($0)) }
    }

    /// The host in an address that begins with `https://`; IPv6 addresses without brackets.
    static func host(_ directoryURL: String) -> String? {
        guard directoryURL.hasPrefix("https://") else { return nil }
        let authority = directoryURL.dropFirst("https://".count).prefix { !"/?#".contains($0) }
        let host =
            authority.hasPrefix("[")
            ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        return host.isEmpty || authority.contains("@") ? nil : host.lowercased()
    }
}
