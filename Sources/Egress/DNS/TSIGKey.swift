/// A secret that a name server and its clients share to sign messages (RFC 8945).
package struct TSIGKey: Sendable, CustomStringConvertible {
    /// The algorithms that may still be used and that ldns can compute (RFC 8945 §6).
    package enum Algorithm: String, Sendable, CaseIterable {
        case hmacSHA256 = "hmac-sha256"
        case hmacSHA512 = "hmac-sha512"
    }

    /// The name that both sides know the key by.
    package let name: String
    /// How messages are signed.
    package let algorithm: Algorithm
    /// The secret in base64, as name servers' configuration files have it.
    let secret: String

    /// Without the secret.
    package var description: String { "\(name) (\(algorithm.rawValue))" }

    /// Makes a key; nil when the name cannot be one or the secret is no base64 of at least one byte.
    package init?(name: String, algorithm: Algorithm = .hmacSHA256, secret: String) {
        let digits =
            secret.hasSuffix("==") ? secret.dropLast(2) : secret.hasSuffix("=") ? secret.dropLast() : secret[...]
        let isBase64 = digits.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
        }
        guard let name = DNSName.canonical(name), !name.isEmpty, isBase64, secret.utf8.count >= 4,
            secret.utf8.count <= 1024, secret.utf8.count % 4 == 0
        else { return nil }
        self.name = name
        self.algorithm = algorithm
        self.secret = secret
    }
}
