internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
package import ProxyModel
internal import X509

/// The private key of a certificate.
///
/// The type has no description: it holds the key.
package struct CertificateKey: JWSSigner {
    /// The keys that authorities take.
    package enum Kind: String, Sendable, CaseIterable {
        case p256, p384, rsa2048, rsa3072, rsa4096
    }

    private enum Material: Sendable {
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    private let material: Material

    /// Makes a new key; RSA takes up to some seconds, so not on a thread that others wait for.
    ///
    /// Throws `KeyProblem.unusable` when the library cannot.
    package init(generating kind: Kind) throws(KeyProblem) {
        switch kind {
        case .p256: material = .p256(P256.Signing.PrivateKey())
        case .p384: material = .p384(P384.Signing.PrivateKey())
        case .rsa2048: material = try Self.rsa(.bits2048)
        case .rsa3072: material = try Self.rsa(.bits3072)
        case .rsa4096: material = try Self.rsa(.bits4096)
        }
    }

    /// Reads PEM, PKCS#8 or the traditional forms; throws `KeyProblem.unreadable` for keys of other kinds or sizes.
    package init(pem: String) throws(KeyProblem) {
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) {
            material = .p256(key)
        } else if let key = try? P384.Signing.PrivateKey(pemRepresentation: pem) {
            material = .p384(key)
        } else if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) {
            material = .rsa(key)
        } else {
            throw .unreadable
        }
    }

    /// The private key in PEM, PKCS#8: to be sealed.
    package var pem: String {
        switch material {
        case .p256(let key): key.pemRepresentation + "\n"
        case .p384(let key): key.pemRepresentation + "\n"
        case .rsa(let key): key.pkcs8PEMRepresentation + "\n"
        }
    }

    /// What kind it is; nil for RSA of another size.
    package var kind: Kind? {
        switch material {
        case .p256: .p256
        case .p384: .p384
        case .rsa(let key): Kind(rawValue: "rsa\(key.keySizeInBits)")
        }
    }

    /// The SubjectPublicKeyInfo in DER.
    package var publicKeyDER: [UInt8] {
        switch material {
        case .p256(let key): Array(key.publicKey.derRepresentation)
        case .p384(let key): Array(key.publicKey.derRepresentation)
        case .rsa(let key): Array(key.publicKey.derRepresentation)
        }
    }

    var certificateKey: Certificate.PrivateKey {
        switch material {
        case .p256(let key): Certificate.PrivateKey(key)
        case .p384(let key): Certificate.PrivateKey(key)
        case .rsa(let key): Certificate.PrivateKey(key)
        }
    }

    package var algorithm: String {
        switch material {
        case .p256: "ES256"
        case .p384: "ES384"
        case .rsa: "RS256"
        }
    }

    package var jwk: JSONObject {
        switch material {
        case .p256(let key): return ECPublicKeyMembers.jwk("P-256", Array(key.publicKey.rawRepresentation))
        case .p384(let key): return ECPublicKeyMembers.jwk("P-384", Array(key.publicKey.rawRepresentation))
        case .rsa(let key):
            guard let numbers = try? key.publicKey.getKeyPrimitives() else { return [:] }
            return [
                "kty": "RSA", "n": .string(Base64URL.encode(numbers.modulus.drop { $0 == 0 })),
                "e": .string(Base64URL.encode(numbers.publicExponent.drop { $0 == 0 })),
            ]
        }
    }

    package func signature(for input: [UInt8]) throws(KeyProblem) -> [UInt8] {
        let signature: Data?
        switch material {
        case .p256(let key): signature = try? key.signature(for: SHA256.hash(data: input)).rawRepresentation
        case .p384(let key): signature = try? key.signature(for: SHA384.hash(data: input)).rawRepresentation
        case .rsa(let key):
            signature = try? key.signature(for: SHA256.hash(data: input), padding: .insecurePKCS1v1_5)
                .rawRepresentation
        }
        guard let signature else { throw .unusable("sign") }
        return Array(signature)
    }

    private static func rsa(_ size: _RSA.Signing.KeySize) throws(KeyProblem) -> Material {
        guard let key = try? _RSA.Signing.PrivateKey(keySize: size) else { throw .unusable("make RSA") }
        return .rsa(key)
    }
}
