internal import ProxyModel

/// The public key of an elliptic curve as JSON (RFC 7518 §6.2.1).
enum ECPublicKeyMembers {
    /// The members of a point: both coordinates, one after the other and of the same length.
    static func jwk(_ curve: String, _ point: [UInt8]) -> JSONObject {
        let half = point.count / 2
        return [
            "kty": "EC", "crv": .string(curve), "x": .string(Base64URL.encode(point.prefix(half))),
            "y": .string(Base64URL.encode(point.suffix(half))),
        ]
    }
}
