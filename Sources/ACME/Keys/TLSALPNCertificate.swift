internal import Crypto
internal import FoundationEssentials
package import ProxyModel
internal import SwiftASN1
internal import X509

/// The certificate that answers a `tls-alpn-01` challenge (RFC 8737 §3, RFC 8738 §6).
package enum TLSALPNCertificate {
    /// The protocol that the authority asks for in its TLS hello; only then is the certificate shown.
    package static let applicationProtocol = "acme-tls/1"

    private static let identifierExtension: ASN1ObjectIdentifier = [1, 3, 6, 1, 5, 5, 7, 1, 31]
    private static let lifetime: TimeInterval = 7 * 86_400
    private static let backdating: TimeInterval = 3_600

    /// Makes the certificate with a key of its own, named as the identifier; `now` is in milliseconds since 1970.
    ///
    /// Self-signed, for exactly the identifier, with the digest of the key authorization in a critical extension. Throws
    /// `KeyProblem` when the library cannot.
    package static func make(
        for identifier: ACMEIdentifier, keyAuthorization: String, now: Int64
    ) throws(KeyProblem) -> CertificateBundle {
        let key = P256.Signing.PrivateKey()
        let start = Date(timeIntervalSince1970: TimeInterval(now) / 1_000)
        do {
            let name = try DistinguishedName { CommonName("ACME challenge") }
            let digest = ASN1OctetString(contentBytes: Array(SHA256.hash(data: Array(keyAuthorization.utf8)))[...])
            var serializer = DER.Serializer()
            try serializer.serialize(digest)
            let proof = Certificate.Extension(
                oid: identifierExtension, critical: true, value: serializer.serializedBytes[...])
            let certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(),
                publicKey: Certificate.PublicKey(key.publicKey), notValidBefore: start.addingTimeInterval(-backdating),
                notValidAfter: start.addingTimeInterval(lifetime), issuer: name, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: Certificate.Extensions {
                    SubjectAlternativeNames([identifier.generalName])
                    proof
                },
                issuerPrivateKey: Certificate.PrivateKey(key))
            return CertificateBundle(
                name: identifier.value, chainPEM: Array((try certificate.serializeAsPEM().pemString + "\n").utf8),
                keyPEM: Array((key.pemRepresentation + "\n").utf8))
        } catch {
            throw .unusable("answer a challenge")
        }
    }
}
