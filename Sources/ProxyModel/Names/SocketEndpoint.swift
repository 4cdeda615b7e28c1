/// An IP address with a port, as people write it.
package struct SocketEndpoint: Sendable, Hashable {
    /// 4 or 16 bytes in network order.
    package let address: [UInt8]
    /// 1 to 65535.
    package let port: UInt16

    /// Parses `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`; nil when it is something else.
    ///
    /// `defaultPort` is that of a text without one.
    package init?(_ text: String, defaultPort: UInt16) {
        var host = Substring(text)
        var port = defaultPort
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
        guard let address = AddressBlock.address(host) else { return nil }
        self.address = address
        self.port = port
    }

    private static func port(_ text: Substring) -> UInt16? {
        let digits = text.dropFirst()
        guard text.first == ":", (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits), port > 0
        else { return nil }
        return port
    }
}
