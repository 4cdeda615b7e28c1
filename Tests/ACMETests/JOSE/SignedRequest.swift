import ACME
import Crypto
import CryptoExtras
import ProxyModel

/// A flattened JWS, taken apart.
struct SignedRequest {
    struct Malformed: Error {}

    let header: JSONValue
    /// nil = an empty payload.
    let payload: JSONValue?
    let signature: [UInt8]
    /// What is signed.
    let input: [UInt8]

    init(body: String) throws { try self.init(JSONValue(parsing: Array(body.utf8))) }

    init(_ jws: JSONValue) throws {
        guard let protected = jws["protected"]?.stringValue, let payload = jws["payload"]?.stringValue,
            let header = Base64URL.decode(protected), let content = Base64URL.decode(payload),
            let signature = (jws["signature"]?.stringValue).flatMap({ Base64URL.decode($0) })
        else { throw Malformed() }
        self.header = try JSONValue(parsing: header)
        self.payload = content.isEmpty ? Optional.none : try JSONValue(parsing: content)
        self.signature = signature
        input = Array((protected + "." + payload).utf8)
    }

    /// Whether the signature is this key's, by what a library for JOSE would do.
    func isSigned(by key: CertificateKey) -> Bool {
        let der = key.publicKeyDER
        switch header["alg"] {
        case "ES256"?:
            guard let key = try? P256.Signing.PublicKey(derRepresentation: der),
                let value = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(value, for: SHA256.hash(data: input))
        case "ES384"?:
            guard let key = try? P384.Signing.PublicKey(derRepresentation: der),
                let value = try? P384.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(value, for: SHA384.hash(data: input))
        case "RS256"?:
            guard let key = try? _RSA.Signing.PublicKey(derRepresentation: der) else { return false }
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: input),
                padding: .insecurePKCS1v1_5)
        default: return false
        }
    }
}
