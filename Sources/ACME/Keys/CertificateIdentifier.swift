internal import ProxyModel
internal import SwiftASN1
internal import X509

/// How renewal information and orders name a certificate (RFC 9773 §4.1).
package struct CertificateIdentifier: Sendable, Hashable, CustomStringConvertible {
    /// Key identifier of the issuer and serial number, base64url with a dot between.
    package let text: String

    package var description: String { text }

    /// Reads the first certificate of a chain in PEM.
    ///
    /// Throws `IssuedChainProblem`, `noAuthorityKey` when the certificate does not name its issuer's key.
    package init(chainPEM: [UInt8]) throws(IssuedChainProblem) {
        guard let leaf = try CertificatePEM.certificates(chainPEM).first else { throw .unreadable }
        try self.init(leaf)
    }

    init(_ certificate: Certificate) throws(IssuedChainProblem) {
        guard let extensionValue = try? certificate.extensions.authorityKeyIdentifier,
            let key = extensionValue.keyIdentifier, !key.isEmpty
        else { throw .noAuthorityKey }
        text = Base64URL.encode(key) + "." + Base64URL.encode(Self.content(of: certificate.serialNumber))
    }

    /// The content octets of the serial number's DER form: a zero in front where the first bit would mean "negative".
    private static func content(of serial: Certificate.SerialNumber) -> [UInt8] {
        let digits = Array(serial.bytes.drop { $0 == 0 })
        guard let first = digits.first else { return [0] }
        return first >= 0x80 ? [0] + digits : digits
    }
}
