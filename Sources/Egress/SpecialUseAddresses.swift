internal import ProxyModel

/// The addresses that no peer on the public Internet has (IANA's special-purpose registries, RFC 6890).
enum SpecialUseAddresses {
    /// Where clouds hand out the credentials of a machine.
    static let metadata = blocks([
        "169.254.169.254", "169.254.170.2", "169.254.170.23", "168.63.129.16", "100.100.100.200", "192.0.0.192",
        "fd00:ec2::254", "fe80::a9fe:a9fe",
    ])

    private static let ipv4 = blocks([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ])

    /// Global unicast; everything else (loopback, translation prefixes, unique local, link local, multicast) is not.
    private static let globalIPv6 = blocks(["2000::/3"])

    /// Protocol assignments with Teredo and ORCHID, documentation, 6to4, AS112.
    private static let ipv6 = blocks([
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    ])

    /// Whether an address is one of the public Internet's.
    static func isGlobal(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: !ipv4.contains { $0.contains(bytes) }
        case 16: globalIPv6.contains { $0.contains(bytes) } && !ipv6.contains { $0.contains(bytes) }
        default: false
        }
    }

    /// The IPv4 address within an IPv4-mapped one (RFC 4291 §2.5.5.2): the kernel connects to that.
    static func mapped(_ bytes: [UInt8]) -> [UInt8]? {
        let prefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        return bytes.count == 16 && bytes.starts(with: prefix) ? Array(bytes[12...]) : nil
    }

    private static func blocks(_ texts: [String]) -> [AddressBlock] { texts.compactMap { AddressBlock($0) } }
}

extension AddressBlock {
    /// Whether an address of the same family lies in the block.
    func contains(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == address.count else { return false }
        for index in bytes.indices {
            let bits = min(max(prefixLength - index * 8, 0), 8)
            guard bits > 0 else { return true }
            guard bytes[index] & (0xFF << UInt8(8 - bits)) == address[index] else { return false }
        }
        return true
    }
}
