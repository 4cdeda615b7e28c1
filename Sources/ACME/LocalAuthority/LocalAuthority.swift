internal import Crypto
internal import FoundationEssentials
package import ProxyModel
internal import SwiftASN1
internal import X509

/// The certificate authority of this installation, for names that no public one certifies.
///
/// One root for all nodes, made once and kept as a shared secret; operators add `rootPEM` to their trust stores. The type has
/// no description: it holds the root's private key.
package struct LocalAuthority: Sendable {
    /// The name of the shared secret.
    package static let secretName = "local-ca"
    /// Seven days, in milliseconds.
    package static let leafLifetime: Int64 = 7 * 86_400_000

    private static let rootLifetime: TimeInterval = 3_650 * 86_400
    /// Clocks of clients may be behind.
    private static let backdating: TimeInterval = 3_600

    /// The root certificate in PEM, for trust stores.
    package let rootPEM: String
    private let root: Certificate
    private let key: P256.Signing.PrivateKey
    private let keyIdentifier: SubjectKeyIdentifier

    /// Makes a new authority and returns it as the secret to be kept: certificate and key in PEM, one after the other.
    ///
    /// `now` is in milliseconds since 1970. Throws only when the cryptographic library fails.
    package static func makeSecret(now: Int64) throws -> [UInt8] {
        let key = P256.Signing.PrivateKey()
        let publicKey = Certificate.PublicKey(key.publicKey)
        let keyIdentifier = SubjectKeyIdentifier(hash: publicKey)
        let shortID = hexadecimal(keyIdentifier.keyIdentifier.prefix(4))
        let name = try DistinguishedName { CommonName("proxyd local CA \(shortID)") }
        let start = date(now)
        let root = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: start.addingTimeInterval(-backdating),
            notValidAfter: start.addingTimeInterval(rootLifetime),
            issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                keyIdentifier
            },
            issuerPrivateKey: Certificate.PrivateKey(key))
        return Array((try pem(root) + key.pemRepresentation + "\n").utf8)
    }

    /// Reads a kept authority; throws `LocalAuthorityFailure`.
    package init(secret: [UInt8]) throws {
        let documents: [PEMDocument]
        do {
            documents = try PEMDocument.parseMultiple(pemString: String(decoding: secret, as: UTF8.self))
        } catch {
            throw LocalAuthorityFailure.secret
        }
        guard documents.count == 2, let root = try? Certificate(pemDocument: documents[0]),
            let key = try? P256.Signing.PrivateKey(pemRepresentation: documents[1].pemString),
            root.publicKey == Certificate.PublicKey(key.publicKey)
        else { throw LocalAuthorityFailure.secret }
        self.root = root
        self.key = key
        keyIdentifier = SubjectKeyIdentifier(hash: root.publicKey)
        rootPEM = try Self.pem(root)
    }

    /// Issues a certificate for names (hosts, wildcards, IP addresses as text); `now` is in milliseconds since 1970.
    ///
    /// ECDSA P-256, valid for `leafLifetime`, never longer than the root. The chain is the leaf alone: the root is in trust
    /// stores or nowhere. Some clients take no wildcard right under a top-level name (`*.localhost`): ask for the very host
    /// there. Throws `LocalAuthorityFailure.name` for what is neither.
    package func issue(_ names: [String], as bundleName: String, now: Int64) throws -> CertificateBundle {
        let subjects = try names.map { text throws(LocalAuthorityFailure) in try SubjectName(text) }
        guard let first = subjects.first else { throw LocalAuthorityFailure.noName }
        let leafKey = P256.Signing.PrivateKey()
        let publicKey = Certificate.PublicKey(leafKey.publicKey)
        let start = Self.date(now)
        let end = start.addingTimeInterval(TimeInterval(Self.leafLifetime) / 1_000)
        // A common name has room for 64 characters (RFC 5280, appendix A.1); clients look at the alternative names only.
        let text = first.description
        let subject = text.utf8.count <= 64 ? try DistinguishedName { CommonName(text) } : DistinguishedName()
        let leaf = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: start.addingTimeInterval(-Self.backdating), notValidAfter: min(end, root.notValidAfter),
            issuer: root.subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(subjects.map(\.generalName))
                SubjectKeyIdentifier(hash: publicKey)
                AuthorityKeyIdentifier(keyIdentifier: keyIdentifier.keyIdentifier)
            },
            issuerPrivateKey: Certificate.PrivateKey(key))
        return CertificateBundle(
            name: bundleName, chainPEM: Array(try Self.pem(leaf).utf8),
            keyPEM: Array((leafKey.pemRepresentation + "\n").utf8))
    }

    private static func pem(_ certificate: Certificate) throws -> String {
        try certificate.serializeAsPEM().pemString + "\n"
    }

    private static func date(_ milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: TimeInterval(milliseconds) / 1_000)
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
