internal import SwiftASN1
internal import X509

/// The request that an order is finalized with (RFC 2986, RFC 8555 §7.4).
package enum CertificateSigningRequest {
    /// The request in DER: an empty subject, and the identifiers as the only names.
    ///
    /// Throws `KeyProblem`.
    package static func der(_ identifiers: [ACMEIdentifier], key: CertificateKey) throws(KeyProblem) -> [UInt8] {
        do {
            let extensions = try Certificate.Extensions {
                SubjectAlternativeNames(identifiers.map(\.generalName))
            }
            let request = try X509.CertificateSigningRequest(
                version: .v1, subject: DistinguishedName(), privateKey: key.certificateKey,
                attributes: .init([.init(ExtensionRequest(extensions: extensions))]))
            var serializer = DER.Serializer()
            try serializer.serialize(request)
            return serializer.serializedBytes
        } catch {
            throw .unusable("request a certificate")
        }
    }
}
