internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

extension JWK {
    /// Reads a SubjectPublicKeyInfo in DER; the key is named by its thumbprint.
    ///
    /// Throws `unusableKey` for anything but RSA of at least 2,048 bits and P-256.
    package init(subjectPublicKey der: [UInt8]) throws(JOSEProblem) {
        let material: JWKMaterial
        if let key = try? P256.Signing.PublicKey(derRepresentation: der) {
            let point = Array(key.rawRepresentation)
            material = .p256(x: Array(point.prefix(32)), y: Array(point.suffix(32)))
        } else if let key = try? _RSA.Signing.PublicKey(derRepresentation: der),
            let numbers = try? key.getKeyPrimitives()
        {
            material = .rsa(
                modulus: Array(numbers.modulus.drop { $0 == 0 }),
                exponent: Array(numbers.publicExponent.drop { $0 == 0 }))
        } else {
            throw .unusableKey("it is neither RSA of at least 2048 bits nor P-256")
        }
        self.init(checked: material, keyID: nil, algorithm: material.algorithm)
        keyID = thumbprint
    }
}
