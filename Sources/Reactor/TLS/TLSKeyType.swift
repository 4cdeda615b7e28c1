/// The kind of key that a certificate is made out for.
package enum TLSKeyType: Hashable, Sendable {
    /// RSA with so many bits.
    case rsa(bits: Int)
    /// ECDSA on a curve of so many bits: 256, 384 or 521.
    case ecdsa(bits: Int)
    /// Ed25519 (RFC 8410).
    case ed25519

    /// What a client's signature algorithms decide between: certificates of different families stand side by side.
    package enum Family: UInt8, Hashable, Sendable, CaseIterable {
        case rsa
        case ecdsa
        case ed25519
    }

    /// The family of the key.
    package var family: Family {
        switch self {
        case .rsa: .rsa
        case .ecdsa: .ecdsa
        case .ed25519: .ed25519
        }
    }

    /// Whether the key is strong enough for security level 2: 112 bits.
    var isStrong: Bool {
        switch self {
        case .rsa(let bits): bits >= 2_048
        case .ecdsa(let bits): bits >= 224
        case .ed25519: true
        }
    }
}

extension TLSKeyType: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rsa(let bits): "RSA-\(bits)"
        case .ecdsa(let bits): "ECDSA-P\(bits)"
        case .ed25519: "Ed25519"
        }
    }
}
