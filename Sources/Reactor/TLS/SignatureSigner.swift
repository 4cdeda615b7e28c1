internal import COpenSSL

/// Makes signatures with one private key.
///
/// Confined to the thread of its library; the key is in nothing that it prints.
@safe
package final class SignatureSigner {
    /// What it signs by.
    package let algorithm: SignatureAlgorithm
    private let key: PrivateKey
    private let context: OpaquePointer
    private let library: TLSLibrary

    /// Takes a PKCS #8 private key in DER (RFC 5958); throws `SignatureKeyError` for a key that is too weak or not the
    /// algorithm's.
    package init(
        _ algorithm: SignatureAlgorithm, privateKey: [UInt8], library: TLSLibrary
    ) throws(SignatureKeyError) {
        do throws(TLSCertificateError) {
            self.key = try unsafe PrivateKey(
                privateKey, expected: algorithm == .rs256 ? "RSA" : "EC", library: library.handle)
        } catch {
            throw .malformed
        }
        try unsafe algorithm.check(self.key.handle)
        guard let context = unsafe EVP_MD_CTX_new() else { throw .malformed }
        unsafe self.context = context
        self.algorithm = algorithm
        self.library = library
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// The signature of a message in the form of the algorithm; nil when OpenSSL fails, as it does without memory.
    package func signature(of message: Span<UInt8>) -> [UInt8]? {
        defer { ERR_clear_error() }
        guard unsafe EVP_MD_CTX_reset(context) == 1,
            unsafe EVP_DigestSignInit_ex(context, nil, "SHA256", library.handle, nil, key.handle, nil) == 1
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(unsafe EVP_PKEY_get_size(key.handle)))
        var count = bytes.count
        let isSigned = unsafe message.withUnsafeBufferPointer { message in
            unsafe EVP_DigestSign(context, &bytes, &count, message.baseAddress, message.count) == 1
        }
        guard isSigned, count <= bytes.count else { return nil }
        bytes.removeLast(bytes.count - count)
        return algorithm == .es256 ? ECDSASignature.raw(der: bytes.span) : bytes
    }
}

@available(*, unavailable)
extension SignatureSigner: Sendable {}
