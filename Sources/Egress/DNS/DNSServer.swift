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
        var host = Substring(text)
        var port: UInt16 = 53
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            host = text[text.index(after: text.startIndex)..<end]
            guard host.contains(":") else { return nil }
            if !rest.isEmpty {
                guard let number = Self.port(rest) else { return nil }
                port = number
            }
        } else if let colon = text.firstIndex(of: ":"), !text[text.index(after: colon)...].contains(":") {
            guard let number = Self.port(text[colon...]) else { return nil }
            host = text[..<colon]
            port = number
        }
        guard !host.contains("/"), let block = AddressBlock(String(host)) else { return nil }
        self.init(address: block.address, port: port)
    }

    package var description: String {
        let text = addressText
        guard port != 53 else { return text }
        return address.count == 16 ? "[\(text)]:\(port)" : "\(text):\(port)"
    }

    /// The address alone, as text.
    package var addressText: String {
        AddressBlock(bytes: address)?.description ?? ""
    }

    private static func port(_ text: Substring) -> UInt16? {
        let digits = text.dropFirst()
        guard text.first == ":", (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits), port > 0
        else { return nil }
        return port
    }
}
