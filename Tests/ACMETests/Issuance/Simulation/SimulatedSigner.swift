import ACME
import Crypto
import Foundation
import ProxyModel
import SwiftASN1
import X509

/// Signs what a signing request asks for.
struct SimulatedSigner {
    private let key = P256.Signing.PrivateKey()
    private let name: DistinguishedName

    init() throws { name = try DistinguishedName { CommonName("Simulated CA") } }

    func chain(csr: [UInt8], from start: Int64, to end: Int64) throws -> [UInt8] {
        let request = try X509.CertificateSigningRequest(derEncoded: csr)
        let names = try request.attributes.extensionRequest?.extensions.subjectAlternativeNames
        let leaf = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: request.publicKey,
            notValidBefore: Date(timeIntervalSince1970: Double(start) / 1_000),
            notValidAfter: Date(timeIntervalSince1970: Double(end) / 1_000), issuer: name,
            subject: DistinguishedName(), signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                SubjectAlternativeNames(names.map(Array.init) ?? [])
                AuthorityKeyIdentifier(
                    keyIdentifier: SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey)).keyIdentifier)
            },
            issuerPrivateKey: Certificate.PrivateKey(key))
        return Array((try leaf.serializeAsPEM().pemString + "\n").utf8)
    }
}
