import ACME
import TestSupport

extension CertificateKey {
    /// A key of a kind, RSA by OpenSSL and the same one in every test: made by an unoptimized library it takes seconds.
    static func ready(_ kind: Kind) throws -> CertificateKey {
        switch kind {
        case .p256, .p384: try CertificateKey(generating: kind)
        case .rsa2048: try CertificateKey(pem: ReadyKeys.rsa2048.get())
        case .rsa3072: try CertificateKey(pem: ReadyKeys.rsa3072.get())
        case .rsa4096: try CertificateKey(pem: ReadyKeys.rsa4096.get())
        }
    }
}

private enum ReadyKeys {
    static let rsa2048 = make(2048)
    static let rsa3072 = make(3072)
    static let rsa4096 = make(4096)

    private static func make(_ bits: Int) -> Result<String, any Error> {
        Result {
            let folder = try TemporaryFolder()
            try OpenSSLTool.run(
                ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:\(bits)", "-out", folder.path("key.pem")])
            return String(decoding: try folder.read("key.pem"), as: UTF8.self)
        }
    }
}
