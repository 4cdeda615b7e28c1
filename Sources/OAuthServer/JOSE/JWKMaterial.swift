internal import Crypto
internal import CryptoExtras
internal import ProxyModel

/// The numbers of a public key; there are only values that a key can be made of.
package enum JWKMaterial: Sendable, Equatable {
    /// Big-endian, without leading zeros.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// The coordinates, 32 bytes each.
    case p256(x: [UInt8], y: [UInt8])
    case ed25519([UInt8])

    private static let rsaModulusBytes = 256...1_024

    /// Reads the members of a key's type; throws `unusableKey`.
    init(json object: JSONObject) throws(JOSEProblem) {
        switch (object["kty"]?.stringValue, object["crv"]?.stringValue) {
        case ("RSA", _):
            let modulus = try Self.number("n", of: object).drop { $0 == 0 }
            let exponent = try Self.number("e", of: object).drop { $0 == 0 }
            guard Self.rsaModulusBytes.contains(modulus.count), (1...4).contains(exponent.count) else {
                throw .unusableKey("RSA keys have 2048 to 8192 bits and an exponent of at most 32")
            }
            self = .rsa(modulus: Array(modulus), exponent: Array(exponent))
        case ("EC", "P-256"):
            self = .p256(x: try Self.number("x", of: object), y: try Self.number("y", of: object))
        case ("OKP", "Ed25519"):
            self = .ed25519(try Self.number("x", of: object))
        default: throw .unusableKey("its type or curve is not supported")
        }
        guard isUsable else { throw .unusableKey("its numbers are no key") }
    }

    /// The one algorithm that keys of the type are used with here.
    package var algorithm: SignatureAlgorithm {
        switch self {
        case .rsa: .rs256
        case .p256: .es256
        case .ed25519: .edDSA
        }
    }

    /// The members that RFC 7638 §3.2 and RFC 8037 §2 require.
    var members: JSONObject {
        switch self {
        case .rsa(let modulus, let exponent):
            [
                "kty": "RSA", "n": .string(Base64URL.encode(modulus)), "e": .string(Base64URL.encode(exponent)),
            ]
        case .p256(let x, let y):
            [
                "kty": "EC", "crv": "P-256", "x": .string(Base64URL.encode(x)), "y": .string(Base64URL.encode(y)),
            ]
        case .ed25519(let x): ["kty": "OKP", "crv": "Ed25519", "x": .string(Base64URL.encode(x))]
        }
    }

    /// Whether a signature over these bytes was made with the private half.
    func isValid(_ signature: [UInt8], for input: [UInt8]) -> Bool {
        switch self {
        case .rsa(let modulus, let exponent):
            guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { return false }
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: input),
                padding: .insecurePKCS1v1_5)
        case .p256(let x, let y):
            // Two numbers of 32 bytes (RFC 7518 §3.4), never DER.
            guard signature.count == 64, let key = try? P256.Signing.PublicKey(x963Representation: [4] + x + y),
                let value = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(value, for: SHA256.hash(data: input))
        case .ed25519(let x):
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else { return false }
            return key.isValidSignature(signature, for: input)
        }
    }

    private var isUsable: Bool {
        switch self {
        case .rsa(let modulus, let exponent): (try? _RSA.Signing.PublicKey(n: modulus, e: exponent)) != nil
        case .p256(let x, let y):
            x.count == 32 && y.count == 32 && (try? P256.Signing.PublicKey(x963Representation: [4] + x + y)) != nil
        case .ed25519(let x): x.count == 32 && (try? Curve25519.Signing.PublicKey(rawRepresentation: x)) != nil
        }
    }

    private static func number(_ name: String, of object: JSONObject) throws(JOSEProblem) -> [UInt8] {
        guard let bytes = object[name]?.stringValue.flatMap({ Base64URL.decode($0) }), !bytes.isEmpty else {
            throw .unusableKey("its member \(name) is missing or not base64url")
        }
        return bytes
    }
}
