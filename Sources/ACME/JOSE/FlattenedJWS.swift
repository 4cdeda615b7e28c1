internal import Crypto
internal import ProxyModel

/// Signed requests in the flattened form that RFC 8555 §6.2 wants.
enum FlattenedJWS {
    /// Who a request is from.
    enum Sender {
        /// Who has the key; only for new accounts and for certificates revoked by their own key.
        case key
        /// The account of this address.
        case account(String)
    }

    /// Signs a request to an address; without a payload it only reads (§6.3, POST-as-GET).
    ///
    /// The nonce is nil only for a request inside another one. Throws `KeyProblem`.
    static func make(
        _ payload: JSONValue?, to url: String, from sender: Sender, nonce: String?, signer: some JWSSigner
    ) throws(KeyProblem) -> JSONValue {
        var header: JSONObject = ["alg": .string(signer.algorithm)]
        if let nonce { header.append("nonce", .string(nonce)) }
        header.append("url", .string(url))
        switch sender {
        case .key: header.append("jwk", .object(signer.jwk))
        case .account(let address): header.append("kid", .string(address))
        }
        let parts = encoded(header, payload)
        return signed(parts, try signer.signature(for: Array("\(parts.header).\(parts.payload)".utf8)))
    }

    /// Binds an account's public key to an account outside the protocol, by HMAC (RFC 8555 §7.3.4).
    static func binding(_ jwk: JSONObject, to url: String, by account: ExternalAccount) -> JSONValue {
        let header: JSONObject = ["alg": "HS256", "kid": .string(account.keyID), "url": .string(url)]
        let parts = encoded(header, .object(jwk))
        let input = Array("\(parts.header).\(parts.payload)".utf8)
        return signed(
            parts, Array(HMAC<SHA256>.authenticationCode(for: input, using: SymmetricKey(data: account.key))))
    }

    private static func encoded(_ header: JSONObject, _ payload: JSONValue?) -> (header: String, payload: String) {
        (
            Base64URL.encode(JSONValue.object(header).compactBytes),
            payload.map { Base64URL.encode($0.compactBytes) } ?? ""
        )
    }

    private static func signed(_ parts: (header: String, payload: String), _ signature: [UInt8]) -> JSONValue {
        [
            "protected": .string(parts.header), "payload": .string(parts.payload),
            "signature": .string(Base64URL.encode(signature)),
        ]
    }
}
