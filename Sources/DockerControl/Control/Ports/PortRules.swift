package import ProxyModel

/// Which ports and addresses of the host services may have.
///
/// The range is for ports that nobody names. One that is named may lie outside of it, but it is never a restricted one, or
/// one that this program listens on.
package struct PortRules: Sendable, Equatable {
    /// Those that only the system's administrator gives away, and those of servers that a service must not stand in for.
    package static let usualRestrictions = PortRanges([
        PortRange(1...1023), PortRange(3306), PortRange(5432), PortRange(6379), PortRange(27_017),
    ])

    /// Where a port is taken from when none is named (DOCKER_PORT_RANGE).
    package var range: PortRanges
    /// Ports that no service has (DOCKER_RESTRICTED_PORTS).
    package var restricted: PortRanges
    /// Ports that this program's own listeners have.
    package var listeners: Set<UInt16>
    /// Addresses that ports may be opened on (DOCKER_PUBLISH_ADDRESSES); a block stands for all that is in it.
    package var addresses: [AddressBlock]

    /// Whether ports may have gates: a container that is reached by a port of loopback could be reached past its gate.
    package var allowsGates = true

    /// Makes rules; what is left out is what the settings say when nobody sets them.
    package init(
        range: PortRanges = PortRanges([PortRange(11_000...20_000)]),
        restricted: PortRanges = PortRules.usualRestrictions, listeners: Set<UInt16> = [],
        addresses: [AddressBlock] = ["127.0.0.1", "::1"].compactMap { AddressBlock($0) }
    ) {
        self.range = range
        self.restricted = restricted
        self.listeners = listeners
        self.addresses = addresses
    }

    /// What speaks against a port of the host, whatever it is bound to; nil = nothing.
    package func refusal(of port: UInt16) -> PortRefusal? {
        let (rule, detail): (String, String)
        if listeners.contains(port) {
            (rule, detail) = ("listener_port", "this program listens on port \(port) itself")
        } else if port == 0 || restricted.contains(port) {
            (rule, detail) = ("restricted_port", "port \(port) is not given to services")
        } else {
            return nil
        }
        return PortRefusal(rule: rule, pointer: "/host", detail: detail, setting: "DOCKER_RESTRICTED_PORTS")
    }

    /// What speaks against opening ports on an address in canonical form; nil = nothing.
    package func refusal(ofAddress bind: String) -> PortRefusal? {
        let isAllowed = AddressBlock.address(bind).map { bytes in addresses.contains { Self.block($0, has: bytes) } }
        guard isAllowed != true else { return nil }
        let allowed = addresses.map(\.description).joined(separator: ", ")
        return PortRefusal(
            rule: "publish_address", pointer: "/bind",
            detail: "ports are not opened on \(bind); allowed: \(allowed.isEmpty ? "none" : allowed)",
            setting: "DOCKER_PUBLISH_ADDRESSES")
    }

    /// Everything that speaks against a port of a service.
    package func refusals(of port: ServicePort) -> [PortRefusal] {
        [refusal(of: port.hostPort), refusal(ofAddress: port.bind), gateRefusal(of: port)].compactMap { $0 }
    }

    private func gateRefusal(of port: ServicePort) -> PortRefusal? {
        guard port.isGated, !allowsGates else { return nil }
        return PortRefusal(
            rule: "gated_port", pointer: port.requiresToken ? "/require_token" : "/allowed_sources",
            detail:
                "with DOCKER_REACH=published the engine opens a port on loopback that leads past a token or sources",
            setting: "DOCKER_REACH")
    }

    private static func block(_ block: AddressBlock, has address: [UInt8]) -> Bool {
        guard block.address.count == address.count else { return false }
        return zip(block.address, address).enumerated().allSatisfy { index, pair in
            let bits = min(max(block.prefixLength - index * 8, 0), 8)
            return bits == 0 || pair.0 == pair.1 & (0xFF << UInt8(8 - bits))
        }
    }
}
