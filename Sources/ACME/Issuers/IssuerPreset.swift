/// The authorities that are known by name.
package enum IssuerPreset: String, Sendable, CaseIterable {
    case letsEncrypt = "letsencrypt"
    case letsEncryptStaging = "letsencrypt-staging"
    case zeroSSL = "zerossl"
    case google
    case buypass
    case local

    /// Where its directory is; empty for the local authority.
    package var directoryURL: String {
        switch self {
        case .letsEncrypt: "https://acme-v02.api.letsencrypt.org/directory"
        case .letsEncryptStaging: "https://acme-staging-v02.api.letsencrypt.org/directory"
        case .zeroSSL: "https://acme.zerossl.com/v2/DV90"
        case .google: "https://dv.acme-v02.api.pki.goog/directory"
        case .buypass: "https://api.buypass.com/acme/directory"
        case .local: ""
        }
    }

    /// The directory of its test system; nil = it has none.
    package var stagingURL: String? {
        switch self {
        case .letsEncrypt: Self.letsEncryptStaging.directoryURL
        case .google: "https://dv.acme-v02.test-api.pki.goog/directory"
        case .buypass: "https://api.test4.buypass.no/acme/directory"
        case .letsEncryptStaging, .zeroSSL, .local: nil
        }
    }
}
