/// The names of the certificates that serve one host, at most one of each key family.
package struct CertificateCandidates: Hashable, Sendable {
    /// The one with an ECDSA key.
    package var ecdsa: String?
    /// The one with an RSA key.
    package var rsa: String?
    /// The one with an Ed25519 key.
    package var ed25519: String?

    /// Candidates of the families that are given.
    package init(ecdsa: String? = nil, rsa: String? = nil, ed25519: String? = nil) {
        self.ecdsa = ecdsa
        self.rsa = rsa
        self.ed25519 = ed25519
    }

    /// The names, the preferred family first.
    package var names: [String] { [ecdsa, rsa, ed25519].compactMap(\.self) }

    /// The name, when there is one certificate only.
    var only: String? {
        switch (ecdsa, rsa, ed25519) {
        case (let name?, nil, nil), (nil, let name?, nil), (nil, nil, let name?): name
        default: nil
        }
    }

    /// Whether no certificate serves the host.
    package var isEmpty: Bool { ecdsa == nil && rsa == nil && ed25519 == nil }
}
