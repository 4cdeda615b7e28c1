internal import Crypto
internal import FoundationEssentials
package import ProxyModel

/// The private key of an account at an authority: ECDSA P-256, which every authority must take (RFC 8555 §6.2).
///
/// The type has no description: it holds the key.
package struct AccountKey: JWSSigner {
    private let key: P256.Signing.PrivateKey

    /// Makes a new key.
    package init() { key = P256.Signing.PrivateKey() }

    /// Reads PEM, PKCS#8 or the traditional form; throws `KeyProblem.unreadable`.
    package init(pem: String) throws(KeyProblem) {
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else { throw .unreadable }
        self.key = key
    }

    /// The private key in PEM, PKCS#8: to be sealed.
    package var pem: String { key.pemRepresentation + "\n" }

    /// The SHA-256 thumbprint of the public key, base64url (RFC 7638).
    package var thumbprint: String { JWKThumbprint.text(of: jwk) }

    /// What proves that the challenge's answer comes from the account (RFC 8555 §8.1); no secret.
    package func keyAuthorization(token: String) -> String { token + "." + thumbprint }

    /// The text of the record that answers a `dns-01` challenge (RFC 8555 §8.4).
    package func dnsDigest(token: String) -> String {
        Base64URL.encode(SHA256.hash(data: Array(keyAuthorization(token: token).utf8)))
    }

    package var algorithm: String { "ES256" }

    package var jwk: JSONObject { ECPublicKeyMembers.jwk("P-256", Array(key.publicKey.rawRepresentation)) }

    package func signature(for input: [UInt8]) throws(KeyProblem) -> [UInt8] {
        guard let signature = try? key.signature(for: SHA256.hash(data: input)) else { throw .unusable("sign") }
        return Array(signature.rawRepresentation)
    }
}
