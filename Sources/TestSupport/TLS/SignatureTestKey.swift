/// A key that tests sign tokens with, made at test time by the `openssl` tool.
package struct SignatureTestKey: Sendable {
    /// The key to make.
    package enum Kind: String, Sendable {
        case rsa2048 = "rsa_keygen_bits:2048"
        case rsa1024 = "rsa_keygen_bits:1024"
        case p256 = "ec_paramgen_curve:P-256"
        case p384 = "ec_paramgen_curve:P-384"
        /// Has 256 bits too, and is not P-256.
        case secp256k1 = "ec_paramgen_curve:secp256k1"
    }

    /// PKCS #8 in DER.
    package let privateKey: [UInt8]
    /// SubjectPublicKeyInfo in DER.
    package let publicKey: [UInt8]

    /// Makes a key; throws `OpenSSLTool.Failure`.
    package init(_ kind: Kind) throws {
        let folder = try TemporaryFolder()
        let algorithm = kind.rawValue.hasPrefix("rsa") ? "RSA" : "EC"
        try OpenSSLTool.run(
            ["genpkey", "-algorithm", algorithm, "-pkeyopt", kind.rawValue, "-out", folder.path("key.pem")])
        try OpenSSLTool.run(
            ["pkcs8", "-topk8", "-nocrypt", "-in", folder.path("key.pem"), "-outform", "DER", "-out"]
                + [folder.path("key.der")])
        try OpenSSLTool.run(
            ["pkey", "-in", folder.path("key.pem"), "-pubout", "-outform", "DER", "-out", folder.path("public.der")])
        self.privateKey = try folder.read("key.der")
        self.publicKey = try folder.read("public.der")
    }
}
