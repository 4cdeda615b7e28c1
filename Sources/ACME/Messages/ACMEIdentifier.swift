package import ProxyModel

/// What a certificate is for, as the authority names it (RFC 8555 §7.1.3, RFC 8738 §3).
package enum ACMEIdentifier: Sendable, Hashable, CustomStringConvertible {
    /// A host in canonical form; in an order also `*.` and a host.
    case dns(String)
    /// An address in the canonical text of its family (RFC 5952).
    case ip(String)

    /// Reads a host, a wildcard or an address as people write them; nil when it is none.
    package init?(name: String) {
        guard let subject = try? SubjectName(name) else { return nil }
        switch subject {
        case .host, .wildcard: self = .dns(subject.description)
        case .address(let bytes, _): self = .ip(AddressBlock.text(ofAddress: bytes))
        }
    }

    /// The name alone.
    package var value: String {
        switch self {
        case .dns(let name): name
        case .ip(let address): address
        }
    }

    package var description: String { value }

    /// Whether it stands for every host one label below a name.
    package var isWildcard: Bool {
        if case .dns(let name) = self { name.hasPrefix("*.") } else { false }
    }

    /// The identifier as an order has it.
    package var json: JSONValue {
        switch self {
        case .dns(let name): ["type": "dns", "value": .string(name)]
        case .ip(let address): ["type": "ip", "value": .string(address)]
        }
    }

    /// Reads an identifier of the authority; throws `ACMEFailure.protocolViolation`.
    package init(json: JSONValue?) throws(ACMEFailure) {
        guard let value = json?["value"]?.stringValue, let read = Self(name: value) else {
            throw .protocolViolation("an identifier is no name")
        }
        switch (json?["type"]?.stringValue, read) {
        case ("dns", .dns), ("ip", .ip): self = read
        default: throw .protocolViolation("an identifier is of an unknown type")
        }
    }
}
