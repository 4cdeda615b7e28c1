package import ProxyModel

/// The names by which certificates for tls-alpn-01 are asked for; no stored certificate can have one.
///
/// A name holds all that the certificate is made of, so that a node can make it whatever has changed in between.
package enum ChallengeCertificateName {
    private static let prefix = "tls-alpn-01:"

    /// The certificate that answers a challenge.
    package static func certificate(for challenge: ACMEChallengeRecord) -> String {
        self.prefix + challenge.identifier + " " + challenge.keyAuthorization
    }

    /// The identifier and the key authorization that a certificate of this name is for; nil when it is of another kind.
    package static func content(of certificate: String) -> (identifier: String, keyAuthorization: String)? {
        guard certificate.hasPrefix(self.prefix) else { return nil }
        let content = certificate.dropFirst(self.prefix.count)
        guard let space = content.firstIndex(of: " ") else { return nil }
        return (String(content[..<space]), String(content[content.index(after: space)...]))
    }
}
