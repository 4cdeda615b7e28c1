import Crypto
import ProxyModel

@testable import OAuthServer

/// Makes tokens with any header and any signature, as an attacker would.
enum TokenForge {
    /// A token of these texts, signed by `sign`.
    static func token(header: String, payload: String, sign: ([UInt8]) -> [UInt8]) -> String {
        let input = Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
        return input + "." + Base64URL.encode(sign(Array(input.utf8)))
    }

    /// A token signed with a P-256 key in the form of RFC 7518 §3.4.
    static func es256(_ header: String, _ payload: String, _ key: P256.Signing.PrivateKey) -> String {
        token(header: header, payload: payload) { input in
            (try? key.signature(for: SHA256.hash(data: input))).map { Array($0.rawRepresentation) } ?? []
        }
    }

    /// A token signed with an Ed25519 key.
    static func edDSA(_ header: String, _ payload: String, _ key: Curve25519.Signing.PrivateKey) -> String {
        token(header: header, payload: payload) { input in (try? key.signature(for: input)).map { Array($0) } ?? [] }
    }
}

extension P256.Signing.PrivateKey {
    /// The public half as a set of one key.
    func keySet(id: String? = "k1") throws -> JWKSet {
        var key = try JWK(subjectPublicKey: Array(publicKey.derRepresentation))
        key.keyID = id
        return JWKSet(keys: [key])
    }
}
