internal import Reactor

extension ProxyEndpoint {
    /// The address for the rest of the proxy; nil for Unix sockets and what is not told.
    var address: IPAddress? {
        switch self.family {
        case .ipv4:
            var bits: UInt32 = 0
            for index in 0..<4 { bits = bits << 8 | UInt32(self.bytes[index]) }
            return IPAddress(v4: bits)
        case .ipv6:
            var (high, low) = (UInt64(0), UInt64(0))
            for index in 0..<8 {
                high = high << 8 | UInt64(self.bytes[index])
                low = low << 8 | UInt64(self.bytes[index + 8])
            }
            return IPAddress(high: high, low: low)
        case .unspecified, .unix:
            return nil
        }
    }
}
