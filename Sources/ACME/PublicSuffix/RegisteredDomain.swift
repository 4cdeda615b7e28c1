internal import ProxyModel

/// The part of a name that authorities count certificates by: a public suffix and the label before it.
enum RegisteredDomain {
    /// The registered domain of a name or wildcard in A-labels; a public suffix counts by itself, as does an address, IPv6 by
    /// its /64.
    static func of(_ name: String) -> String {
        if let address = AddressBlock(name) {
            guard address.address.count == 16 else { return name }
            return AddressBlock(name + "/64")?.description ?? name
        }
        let host = name.hasPrefix("*.") ? String(name.dropFirst(2)) : name
        return PublicSuffixList.shared.registrableDomain(of: host) ?? host
    }
}
