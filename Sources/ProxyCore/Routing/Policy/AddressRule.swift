package import ProxyModel
package import Reactor

/// Which client addresses a proxy serves.
package struct AddressRule: Sendable {
    private let allowed: AddressSet?
    private let denied: AddressSet?
    private let isClosed: Bool

    /// Compiles `addressAllow` and `addressDeny`; nil when both are empty.
    ///
    /// A text that cannot be read closes the proxy to everybody: dropping it from either list could let somebody in.
    package init?(_ traffic: TrafficPolicy) {
        guard !traffic.addressAllow.isEmpty || !traffic.addressDeny.isEmpty else { return nil }
        let allowed = traffic.addressAllow.map { AddressBlock($0) }
        let denied = traffic.addressDeny.map { AddressBlock($0) }
        self.allowed = allowed.isEmpty ? nil : AddressSet(allowed.compactMap(\.self))
        self.denied = denied.isEmpty ? nil : AddressSet(denied.compactMap(\.self))
        self.isClosed = (allowed + denied).contains(nil)
    }

    /// Whether a client with this address is served: not denied, and allowed if there is a list of the allowed.
    package func admits(_ address: IPAddress) -> Bool {
        if isClosed { return false }
        if let denied, denied.contains(address) { return false }
        return allowed?.contains(address) ?? true
    }
}
