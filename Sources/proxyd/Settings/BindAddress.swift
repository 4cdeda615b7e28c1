internal import ProxyModel

/// The local address that a listener binds to.
package enum BindAddress: Sendable, Equatable, CustomStringConvertible {
    /// Every interface, IPv6 and IPv4.
    case everywhere
    /// One IPv4 or IPv6 address, without brackets.
    case literal(String)

    package var description: String {
        switch self {
        case .everywhere: "*"
        case .literal(let address): address
        }
    }

    /// Parses `*`, `localhost`, an IPv4 address or an IPv6 address with or without brackets; nil for anything else.
    package init?(_ text: String) {
        var address = text
        if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
        switch address {
        case "*": self = .everywhere
        case "localhost": self = .literal("127.0.0.1")
        default:
            guard !address.contains("/"), AddressBlock(address) != nil else { return nil }
            self = .literal(address)
        }
    }
}
