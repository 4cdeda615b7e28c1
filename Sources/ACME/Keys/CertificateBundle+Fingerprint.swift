internal import Crypto
package import ProxyModel

extension CertificateBundle {
    /// The fingerprint of the server's certificate, as records have it; nil when the chain cannot be read.
    package var leafFingerprint: String? {
        guard let der = try? CertificatePEM.leafDER(chainPEM) else { return nil }
        return "sha256:"
            + SHA256.hash(data: der).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
