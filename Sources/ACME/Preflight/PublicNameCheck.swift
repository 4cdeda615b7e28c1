internal import Egress
internal import ProxyModel

/// Whether a name can be one of the public Internet, which is all that a public authority issues for.
package enum PublicNameCheck {
    /// Ends of names that nobody can own in the public DNS (RFC 6761, 6762, 7686, 8375, 9476; ICANN's `internal`).
    private static let reserved = [
        "local", "localhost", "test", "invalid", "example", "onion", "internal", "alt", "home.arpa", "lan", "home",
        "corp", "intranet", "private", "localdomain", "example.com", "example.net", "example.org",
    ]

    /// What is wrong with a name or address; nil when nothing is.
    package static func finding(_ name: String) -> PreflightFinding? {
        let host = name.hasPrefix("*.") ? String(name.dropFirst(2)) : name
        if let address = AddressBlock(host) {
            let bytes = address.address
            let remote: RemoteAddress = bytes.count == 4 ? .ipv4(bytes) : .ipv6(bytes)
            guard !EgressPolicy.publicAddresses().permits(remote) else { return nil }
            return PreflightFinding(
                .publicName, name, .blocking,
                "\(host) is not an address of the public Internet, so no public authority issues for it. "
                    + "Use the local CA.")
        }
        if !host.contains(".") {
            return PreflightFinding(
                .publicName, name, .blocking,
                "'\(name)' has no domain, so no public authority issues for it. Use a full name, or the local CA.")
        }
        guard let end = reserved.first(where: { DNSName.isName(host.lowercased(), in: $0) }) else { return nil }
        return PreflightFinding(
            .publicName, name, .blocking,
            "'\(name)' ends in '.\(end)', which is not part of the public DNS, so no public authority issues for it. "
                + "Use a name of your own domain, or the local CA.")
    }
}
