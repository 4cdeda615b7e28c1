internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials
package import ProxyModel

/// A private key that tokens are signed with, ready for use; it has no description, so it cannot end up in a log.
package struct PrivateSigningKey: Sendable {
    private enum Material: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case p256(P256.Signing.PrivateKey)
    }

    private let material: Material

    /// Makes a key: RSA with 2,048 bits, or P-256; throws `unusableKey` when the library cannot.
    package init(generating algorithm: SigningKey.Algorithm) throws(JOSEProblem) {
        switch algorithm {
        case .rs256:
            guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else {
                throw .unusableKey("no RSA key could be made")
            }
            material = .rsa(key)
        case .es256: material = .p256(P256.Signing.PrivateKey())
        }
    }

    /// Reads PKCS#8 in DER; throws `unusableKey` for anything but RSA of at least 2,048 bits and P-256.
    package init(pkcs8 der: [UInt8]) throws(JOSEProblem) {
        if let key = try? P256.Signing.PrivateKey(derRepresentation: der) {
            material = .p256(key)
        } else if let key = try? _RSA.Signing.PrivateKey(derRepresentation: der) {
            material = .rsa(key)
        } else {
            throw .unusableKey("it is neither RSA of at least 2048 bits nor P-256, in PKCS#8")
        }
    }

    /// Reads a PEM text with PKCS#8, PKCS#1 or SEC1; throws `unusableKey`.
    package init(pem: [UInt8]) throws(JOSEProblem) {
        let text = String(decoding: pem, as: UTF8.self)
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: text) {
            material = .p256(key)
        } else if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: text) {
            material = .rsa(key)
        } else {
            throw .unusableKey("it is neither RSA of at least 2048 bits nor P-256, in PEM")
        }
    }

    /// What the key signs by.
    package var algorithm: SigningKey.Algorithm {
        switch material {
        case .rsa: .rs256
        case .p256: .es256
        }
    }

    /// The private key as PKCS#8 in DER: to be sealed, or handed to who signs.
    package var pkcs8: [UInt8] {
        switch material {
        case .rsa(let key): Array(key.pkcs8DERRepresentation)
        case .p256(let key): Array(key.derRepresentation)
        }
    }

    /// The SubjectPublicKeyInfo in DER.
    package var publicKeyDER: [UInt8] {
        switch material {
        case .rsa(let key): Array(key.publicKey.derRepresentation)
        case .p256(let key): Array(key.publicKey.derRepresentation)
        }
    }

    /// The public key, named by its thumbprint; throws `unusableKey` when its numbers cannot be read.
    package var publicKey: JWK {
        get throws(JOSEProblem) { try JWK(subjectPublicKey: publicKeyDER) }
    }

    /// Signs a token: the compact form of the header, with `alg` and `kid`, the claims and the signature.
    ///
    /// Throws `unusableKey` when the library refuses.
    package func sign(_ claims: JSONObject, type: String, keyID: String) throws(JOSEProblem) -> String {
        let header: JSONValue = [
            "typ": .string(type), "alg": .string(algorithm.rawValue), "kid": .string(keyID),
        ]
        let input =
            Base64URL.encode(header.compactBytes) + "." + Base64URL.encode(JSONValue.object(claims).compactBytes)
        return input + "." + Base64URL.encode(try signature(for: Array(input.utf8)))
    }

    private func signature(for input: [UInt8]) throws(JOSEProblem) -> [UInt8] {
        let digest = SHA256.hash(data: input)
        let signature: [UInt8]?
        switch material {
        case .rsa(let key):
            signature = (try? key.signature(for: digest, padding: .insecurePKCS1v1_5)).map {
                Array($0.rawRepresentation)
            }
        case .p256(let key): signature = (try? key.signature(for: digest)).map { Array($0.rawRepresentation) }
        }
        guard let signature else { throw .unusableKey("it did not sign") }
        return signature
    }
}
