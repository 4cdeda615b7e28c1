package import ProxyModel

extension EgressPolicy {
    /// Addresses of the public Internet, and blocks that an operator allows: for peers that strangers name.
    ///
    /// The address that hands out a cloud machine's credentials is allowed only by itself, not by a block around it.
    package static func publicAddresses(allowing allowed: [AddressBlock] = []) -> EgressPolicy {
        EgressPolicy(name: "public addresses") { address in
            switch address {
            case .ipv4(let bytes) where bytes.count == 4: isPublic(bytes, allowed)
            case .ipv6(let bytes) where bytes.count == 16:
                isPublic(SpecialUseAddresses.mapped(bytes) ?? bytes, allowed)
            default: false
            }
        }
    }

    private static func isPublic(_ bytes: [UInt8], _ allowed: [AddressBlock]) -> Bool {
        let isMetadata = SpecialUseAddresses.metadata.contains { $0.contains(bytes) }
        let isAllowed = allowed.contains { block in
            block.contains(bytes) && (!isMetadata || block.prefixLength == bytes.count * 8)
        }
        return isAllowed || !isMetadata && SpecialUseAddresses.isGlobal(bytes)
    }
}
