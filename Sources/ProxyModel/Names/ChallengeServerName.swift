/// The server name under which an authority asks for the certificate of a tls-alpn-01 challenge.
package enum ChallengeServerName {
    /// The name itself in small letters (RFC 8737 §3), or the reverse name of an address (RFC 8738 §6).
    package static func name(of identifier: String) -> String {
        guard !identifier.contains("/"), let bytes = AddressBlock(identifier)?.address else {
            return identifier.lowercased()
        }
        guard bytes.count == 16 else { return bytes.reversed().map { "\($0)." }.joined() + "in-addr.arpa" }
        let digits = bytes.reversed().flatMap { [$0 & 15, $0 >> 4] }
        return digits.map { String($0, radix: 16) + "." }.joined() + "ip6.arpa"
    }
}
