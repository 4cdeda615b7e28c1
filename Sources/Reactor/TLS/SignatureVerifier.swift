internal import COpenSSL

/// Checks signatures with one public key, which fixes the algorithm.
///
/// Confined to the thread of its library.
@safe
package final class SignatureVerifier {
    /// The one algorithm that it believes.
    package let algorithm: SignatureAlgorithm
    private let key: OpaquePointer
    private let context: OpaquePointer
    private let library: TLSLibrary

    /// Takes a SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7); throws `SignatureKeyError` for a key that is too weak or
    /// not the algorithm's.
    package init(
        _ algorithm: SignatureAlgorithm, publicKey: [UInt8], library: TLSLibrary
    ) throws(SignatureKeyError) {
        defer { ERR_clear_error() }
        let parsed = unsafe publicKey.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var position = bytes.baseAddress
            guard let key = unsafe d2i_PUBKEY_ex(nil, &position, bytes.count, library.handle, nil) else { return nil }
            guard unsafe position == bytes.baseAddress.map({ unsafe $0 + bytes.count }) else {
                unsafe EVP_PKEY_free(key)
                return nil
            }
            return unsafe key
        }
        guard let key = unsafe parsed else { throw .malformed }
        do throws(SignatureKeyError) {
            try unsafe algorithm.check(key)
        } catch {
            unsafe EVP_PKEY_free(key)
            throw error
        }
        guard let context = unsafe EVP_MD_CTX_new() else {
            unsafe EVP_PKEY_free(key)
            throw .malformed
        }
        unsafe self.key = key
        unsafe self.context = context
        self.algorithm = algorithm
        self.library = library
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
        unsafe EVP_PKEY_free(key)
    }

    /// Whether this key signed the message; false for every signature of another form.
    package func isValid(_ signature: Span<UInt8>, of message: Span<UInt8>) -> Bool {
        switch algorithm {
        case .rs256: return verify(signature, message)
        case .es256:
            guard let der = ECDSASignature.der(raw: signature) else { return false }
            return verify(der.span, message)
        }
    }

    private func verify(_ signature: Span<UInt8>, _ message: Span<UInt8>) -> Bool {
        defer { ERR_clear_error() }
        guard unsafe EVP_MD_CTX_reset(context) == 1,
            unsafe EVP_DigestVerifyInit_ex(context, nil, "SHA256", library.handle, nil, key, nil) == 1
        else { return false }
        return unsafe signature.withUnsafeBufferPointer { signature in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe EVP_DigestVerify(
                    context, signature.baseAddress, signature.count, message.baseAddress, message.count) == 1
            }
        }
    }
}

@available(*, unavailable)
extension SignatureVerifier: Sendable {}
