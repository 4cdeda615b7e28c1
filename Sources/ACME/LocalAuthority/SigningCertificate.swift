internal import Crypto
internal import FoundationEssentials
internal import SwiftASN1
internal import X509

/// A certificate of an authority with its key, kept as PEM of both, one after the other.
///
/// The type has no description: it holds the private key.
struct SigningCertificate: Sendable {
    /// Clocks of clients may be behind.
    static let backdating: TimeInterval = 3_600

    let certificate: Certificate
    let key: P256.Signing.PrivateKey
    let keyIdentifier: SubjectKeyIdentifier

    /// Makes a certificate for a new key, from `now` (milliseconds since 1970) on; signed by its own key without an issuer.
    ///
    /// It is not valid for longer than its issuer. Throws only when the cryptographic library fails.
    init(
        name: String, lifetime: TimeInterval, maximumPathLength: Int, usages: [ExtendedKeyUsage.Usage] = [],
        issuer: SigningCertificate?, now: Int64
    ) throws {
        let key = P256.Signing.PrivateKey()
        let publicKey = Certificate.PublicKey(key.publicKey)
        let identifier = SubjectKeyIdentifier(hash: publicKey)
        let shortID = Self.hexadecimal(identifier.keyIdentifier.prefix(4))
        let subject = try DistinguishedName { CommonName("\(name) \(shortID)") }
        let start = Self.date(now)
        var end = start.addingTimeInterval(lifetime)
        if let issuer { end = min(end, issuer.certificate.notValidAfter) }
        certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: start.addingTimeInterval(-Self.backdating), notValidAfter: end,
            issuer: issuer?.certificate.subject ?? subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: maximumPathLength))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                if !usages.isEmpty { try ExtendedKeyUsage(usages) }
                identifier
                if let issuer { AuthorityKeyIdentifier(keyIdentifier: issuer.keyIdentifier.keyIdentifier) }
            },
            issuerPrivateKey: Certificate.PrivateKey(issuer?.key ?? key))
        self.key = key
        keyIdentifier = identifier
    }

    /// Reads what `secret` gave; throws `LocalAuthorityFailure.secret`.
    init(secret: [UInt8]) throws(LocalAuthorityFailure) {
        guard let documents = try? PEMDocument.parseMultiple(pemString: String(decoding: secret, as: UTF8.self)),
            documents.count == 2, let certificate = try? Certificate(pemDocument: documents[0]),
            let key = try? P256.Signing.PrivateKey(pemRepresentation: documents[1].pemString),
            certificate.publicKey == Certificate.PublicKey(key.publicKey)
        else { throw .secret }
        self.certificate = certificate
        self.key = key
        keyIdentifier = SubjectKeyIdentifier(hash: certificate.publicKey)
    }

    /// What is to be kept, sealed.
    var secret: [UInt8] { get throws { Array((try pem + key.pemRepresentation + "\n").utf8) } }

    /// The certificate alone.
    var pem: String { get throws { try Self.pem(certificate) } }

    /// Whether it is signed by another one.
    func isSigned(by issuer: SigningCertificate) -> Bool {
        certificate.issuer == issuer.certificate.subject
            && issuer.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    /// How many authorities may stand below it; nil = any number.
    var maximumPathLength: Int? {
        guard case .isCertificateAuthority(let length)? = try? certificate.extensions.basicConstraints else { return 0 }
        return length
    }

    static func pem(_ certificate: Certificate) throws -> String { try certificate.serializeAsPEM().pemString + "\n" }

    static func date(_ milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: TimeInterval(milliseconds) / 1_000)
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
