internal import Glibc

/// A certificate with its key, made at test time by the `openssl` tool.
package struct TestCertificate: Sendable {
    /// The key to make.
    package enum Key: String, Sendable {
        case rsa2048 = "RSA"
        case ecdsaP256 = "EC"
        case ed25519 = "ED25519"

        fileprivate var options: [String] {
            switch self {
            case .rsa2048: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
            case .ecdsaP256: ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
            case .ed25519: ["-algorithm", "ED25519"]
            }
        }
    }

    /// The certificate, followed by its issuers if it is not self-signed, in PEM.
    package let chain: [UInt8]
    /// The private key in PEM (PKCS #8).
    package let key: [UInt8]

    /// Takes a chain and its key, both in PEM.
    package init(chain: [UInt8], key: [UInt8]) {
        self.chain = chain
        self.key = key
    }

    /// Makes a certificate for names; without an issuer it is self-signed.
    ///
    /// - Parameters:
    ///   - names: DNS names; a name of digits and dots, or with a colon, is taken for an address.
    ///   - days: How long it is valid from now on.
    ///   - issuer: An authority made by `authority()`.
    /// - Throws: `OpenSSLTool.Failure`.
    package static func make(
        _ names: [String], key: Key = .ecdsaP256, days: Int = 1, issuer: TestCertificate? = nil
    ) throws -> TestCertificate {
        let subject = "/CN=\(names.first ?? "nameless")"
        let extensions =
            names.isEmpty ? [] : ["-addext", "subjectAltName=\(names.map(alternative).joined(separator: ","))"]
        return try make(subject: subject, extensions: extensions, key: key, days: days, issuer: issuer)
    }

    /// Makes a self-signed authority that can issue others.
    ///
    /// - Throws: `OpenSSLTool.Failure`.
    package static func authority(key: Key = .ecdsaP256) throws -> TestCertificate {
        try make(
            subject: "/O=proxyd tests/CN=Test authority", extensions: ["-addext", "keyUsage=critical,keyCertSign"],
            key: key, days: 2, issuer: nil)
    }

    private static func alternative(_ name: String) -> String {
        let isAddress = name.contains(":") || name.allSatisfy { $0.isNumber || $0 == "." }
        return isAddress ? "IP:\(name)" : "DNS:\(name)"
    }

    private static func make(
        subject: String, extensions: [String], key: Key, days: Int, issuer: TestCertificate?
    ) throws -> TestCertificate {
        let folder = try TemporaryFolder()
        let keyFile = folder.path("key.pem")
        let certificateFile = folder.path("certificate.pem")
        try OpenSSLTool.run(["genpkey"] + key.options + ["-out", keyFile])
        var request = ["req", "-x509", "-new", "-key", keyFile, "-subj", subject, "-days", "\(days)"]
        request += ["-out", certificateFile] + extensions
        if let issuer {
            try folder.write(issuer.chain, to: "issuer.pem")
            try folder.write(issuer.key, to: "issuer-key.pem")
            request += ["-CA", folder.path("issuer.pem"), "-CAkey", folder.path("issuer-key.pem")]
        }
        try OpenSSLTool.run(request)
        let chain = try folder.read("certificate.pem") + (issuer?.chain ?? [])
        return TestCertificate(chain: chain, key: try folder.read("key.pem"))
    }
}
