internal import Reactor

/// The server name under which an authority asks for the certificate of a tls-alpn-01 challenge.
enum ChallengeServerName {
    /// The name itself, or the reverse name of an address (RFC 8738 §6), both in small letters.
    static func name(of identifier: String) -> String {
        guard let address = IPAddress(identifier) else { return identifier.lowercased() }
        if address.isV4 {
            return stride(from: 0, to: 32, by: 8).map { String(address.v4Bits >> $0 & 0xFF) }
                .joined(separator: ".") + ".in-addr.arpa"
        }
        let digits = [address.low, address.high].flatMap { half in
            stride(from: 0, to: 64, by: 4).map { String(half >> $0 & 0xF, radix: 16) }
        }
        return digits.joined(separator: ".") + ".ip6.arpa"
    }
}
