/// The signatures of tokens that are made and checked on the data path (RFC 7518 §3.1).
package enum SignatureAlgorithm: Sendable, Equatable {
    /// RSASSA-PKCS1-v1_5 with SHA-256 and at least 2,048 bits.
    case rs256
    /// ECDSA on P-256 with SHA-256; the signature is `r` and `s` one after the other, 64 bytes (RFC 7518 §3.4).
    case es256
}
