internal import ProxyModel

/// A name server: an address and a port.
package struct DNSServer: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16 bytes in network order.
    package let address: [UInt8]
    /// 53 unless something else was said.
    package let port: UInt16

    /// Makes a server of an address in network order; nil when it has neither 4 nor 16 bytes.
    package init?(address: [UInt8], port: UInt16 = 53) {
        guard address.count == 4 || address.count == 16 else { return nil }
        self.address = address
        self.port = port
    }

    /// Parses `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`; nil when it is something else.
    package init?(_ text: String) {
        guard let endpoint = SocketEndpoint(text, defaultPort: 53) else { return nil }
        self.init(address: endpoint.address, port: endpoint.port)
    }

    package var description: String {
        let text = addressText
        guard port != 53 else { return text }
        return address.count == 16 ? "[\(text)]:\(port)" : "\(text):\(port)"
    }

    /// The address alone, as text.
    package var addressText: String { AddressBlock.text(ofAddress: address) }
}
