internal import Crypto
internal import FoundationEssentials
internal import ProxyModel
internal import SwiftASN1
internal import X509

/// A chain that an authority issued, checked against what was ordered.
package struct IssuedChain: Sendable, Equatable {
    /// The clock of this machine may be behind the authority's.
    private static let skew: Int64 = 3_600_000

    /// The certificates in PEM, the server's first, and nothing else.
    package let pem: [UInt8]
    /// The server's certificate in DER.
    package let leafDER: [UInt8]
    /// What it is for, in the order of the certificate.
    package let identifiers: [ACMEIdentifier]
    /// Milliseconds since 1970.
    package let notBefore: Int64
    /// Milliseconds since 1970.
    package let notAfter: Int64
    /// The name of who signed it.
    package let issuer: String
    /// The serial number, lower-case hexadecimal.
    package let serial: String
    /// `sha256:` and 64 lower-case hexadecimal digits.
    package let fingerprint: String
    /// `ecdsa` or `rsa`.
    package let keyType: String
    /// How renewal information names it; nil = it does not name its issuer's key.
    package let identifier: CertificateIdentifier?

    /// Checks a chain: exactly the identifiers, the key, valid `now` (milliseconds since 1970), for servers, and each
    /// certificate signed by the next.
    ///
    /// Throws `IssuedChainProblem`.
    package init(
        pem: [UInt8], identifiers: [ACMEIdentifier], key: CertificateKey, now: Int64
    ) throws(IssuedChainProblem) {
        let chain = try CertificatePEM.certificates(pem)
        guard let leaf = chain.first else { throw .unreadable }
        let names = try Self.names(of: leaf)
        guard names.count == names.compactMap(ACMEIdentifier.init).count,
            Set(names.compactMap(ACMEIdentifier.init)) == Set(identifiers)
        else { throw .names(names.map(Self.word)) }
        guard Self.der(leaf.publicKey) == key.publicKeyDER else { throw .key }
        notBefore = Self.milliseconds(leaf.notValidBefore)
        notAfter = Self.milliseconds(leaf.notValidAfter)
        guard notBefore <= now &+ Self.skew, now < notAfter else { throw .validity }
        guard Self.isForServers(leaf) else { throw .purpose }
        for (certificate, issuer) in zip(chain, chain.dropFirst()) {
            guard certificate.issuer == issuer.subject,
                issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
            else { throw .broken }
        }
        self.pem = try CertificatePEM.text(chain)
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(leaf)) != nil else { throw .unreadable }
        leafDER = serializer.serializedBytes
        self.identifiers = names.compactMap(ACMEIdentifier.init)
        issuer = leaf.issuer.description
        serial = Self.hexadecimal(leaf.serialNumber.bytes.drop { $0 == 0 })
        fingerprint = "sha256:" + Self.hexadecimal(SHA256.hash(data: leafDER))
        keyType = key.algorithm == "RS256" ? "rsa" : "ecdsa"
        identifier = try? CertificateIdentifier(leaf)
    }

    private static func names(of leaf: Certificate) throws(IssuedChainProblem) -> [GeneralName] {
        guard let names = try? leaf.extensions.subjectAlternativeNames, !names.isEmpty else { throw .names([]) }
        return Array(names)
    }

    private static func word(_ name: GeneralName) -> String {
        switch name {
        case .dnsName(let text): DisplayableText.line(text) ?? ""
        case .ipAddress(let octets): AddressBlock.text(ofAddress: Array(octets.bytes))
        default: "a name of another kind"
        }
    }

    /// An authority's certificate, or one whose uses leave servers out, is none for a server.
    private static func isForServers(_ leaf: Certificate) -> Bool {
        if case .isCertificateAuthority? = try? leaf.extensions.basicConstraints { return false }
        guard leaf.extensions[oid: .X509ExtensionID.extendedKeyUsage] != nil else { return true }
        guard let usages = try? leaf.extensions.extendedKeyUsage else { return false }
        return usages.contains(.serverAuth) || usages.contains(.any)
    }

    private static func der(_ key: Certificate.PublicKey) -> [UInt8]? {
        var serializer = DER.Serializer()
        return (try? serializer.serialize(key)).map { serializer.serializedBytes }
    }

    private static func milliseconds(_ date: Date) -> Int64 {
        // Beyond a hundred thousand years it makes no difference.
        Int64(min(max(date.timeIntervalSince1970, -4e12), 4e12)) * 1_000
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
