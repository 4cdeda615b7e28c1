internal import Crypto
internal import FoundationEssentials
package import ProxyModel
internal import SwiftASN1
internal import X509

/// The certificate authority of this installation, for names that no public one certifies.
///
/// One root for all nodes, made once and kept as a shared secret; operators add `rootPEM` to their trust stores. It signs
/// intermediates for servers alone, one at a time, which sign the certificates: what is in use every day is replaced every
/// fortnight, and what is in trust stores signs twice a month. The root names no hosts that it is limited to: it is trusted
/// before they are known. The type has no description: it holds private keys.
package struct LocalAuthority: Sendable {
    /// The name of the shared secret that holds the root.
    package static let secretName = "local-ca"
    /// The name of the shared secret that holds the intermediate in use.
    package static let intermediateSecretName = "local-ca-intermediate"
    /// Seven days, in milliseconds.
    package static let leafLifetime: Int64 = 7 * 86_400_000
    /// Thirty days, in milliseconds; at half of it another one follows, so that no leaf outlives its issuer.
    package static let intermediateLifetime: Int64 = 30 * 86_400_000

    private static let rootLifetime: TimeInterval = 3_650 * 86_400

    /// The root certificate in PEM, for trust stores.
    package let rootPEM: String
    /// The certificate that signs, in PEM; nil for a root that may have none below it, and signs itself.
    package let intermediatePEM: String?
    private let signer: SigningCertificate

    /// Makes a new root and returns it as the secret to be kept: certificate and key in PEM, one after the other.
    ///
    /// `now` is in milliseconds since 1970. Throws only when the cryptographic library fails.
    package static func makeRoot(now: Int64) throws -> [UInt8] {
        try SigningCertificate(
            name: "proxyd local CA", lifetime: rootLifetime, maximumPathLength: 1, issuer: nil, now: now
        ).secret
    }

    /// Makes a new intermediate below a kept root, as the secret to be kept; nil for a root that may have none.
    ///
    /// `now` is in milliseconds since 1970. Throws `LocalAuthorityFailure` for a root that is none.
    package static func makeIntermediate(root: [UInt8], now: Int64) throws -> [UInt8]? {
        let root = try SigningCertificate(secret: root)
        guard root.maximumPathLength != 0 else { return nil }
        return try SigningCertificate(
            name: "proxyd local CA intermediate", lifetime: TimeInterval(intermediateLifetime) / 1_000,
            maximumPathLength: 0, usages: [.serverAuth], issuer: root, now: now
        ).secret
    }

    /// Whether a kept intermediate serves on: it is the root's, and more than half of its life is left.
    package static func isCurrent(_ intermediate: [UInt8], root: [UInt8], now: Int64) -> Bool {
        guard let root = try? SigningCertificate(secret: root),
            let intermediate = try? SigningCertificate(secret: intermediate), intermediate.isSigned(by: root)
        else { return false }
        let left = intermediate.certificate.notValidAfter.timeIntervalSince(SigningCertificate.date(now))
        return left > TimeInterval(intermediateLifetime) / 2_000
    }

    /// Reads a kept root with the intermediate below it; throws `LocalAuthorityFailure`.
    package init(root: [UInt8], intermediate: [UInt8]?) throws {
        let root = try SigningCertificate(secret: root)
        rootPEM = try root.pem
        guard let intermediate else {
            guard root.maximumPathLength == 0 else { throw LocalAuthorityFailure.secret }
            signer = root
            intermediatePEM = nil
            return
        }
        signer = try SigningCertificate(secret: intermediate)
        guard signer.isSigned(by: root) else { throw LocalAuthorityFailure.secret }
        intermediatePEM = try signer.pem
    }

    /// Issues a certificate for names (hosts, wildcards, IP addresses as text); `now` is in milliseconds since 1970.
    ///
    /// ECDSA P-256, valid for `leafLifetime`, never longer than its issuer. The chain is the leaf and the intermediate: the
    /// root is in trust stores or nowhere. Some clients take no wildcard right under a top-level name (`*.localhost`): ask
    /// for the very host there. Throws `LocalAuthorityFailure.name` for what is neither.
    package func issue(_ names: [String], as bundleName: String, now: Int64) throws -> CertificateBundle {
        let subjects = try names.map { text throws(LocalAuthorityFailure) in try SubjectName(text) }
        guard let first = subjects.first else { throw LocalAuthorityFailure.noName }
        let leafKey = P256.Signing.PrivateKey()
        let publicKey = Certificate.PublicKey(leafKey.publicKey)
        let start = SigningCertificate.date(now)
        let end = start.addingTimeInterval(TimeInterval(Self.leafLifetime) / 1_000)
        // A common name has room for 64 characters (RFC 5280, appendix A.1); clients look at the alternative names only.
        let text = first.description
        let subject = text.utf8.count <= 64 ? try DistinguishedName { CommonName(text) } : DistinguishedName()
        let leaf = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: start.addingTimeInterval(-SigningCertificate.backdating),
            notValidAfter: min(end, signer.certificate.notValidAfter),
            issuer: signer.certificate.subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(subjects.map(\.generalName))
                SubjectKeyIdentifier(hash: publicKey)
                AuthorityKeyIdentifier(keyIdentifier: signer.keyIdentifier.keyIdentifier)
            },
            issuerPrivateKey: Certificate.PrivateKey(signer.key))
        let chain = try SigningCertificate.pem(leaf) + (intermediatePEM ?? "")
        return CertificateBundle(
            name: bundleName, chainPEM: Array(chain.utf8), keyPEM: Array((leafKey.pemRepresentation + "\n").utf8))
    }
}
