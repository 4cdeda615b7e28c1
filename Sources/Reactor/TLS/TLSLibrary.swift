internal import COpenSSL

/// An OpenSSL library context that one worker owns alone.
///
/// Contexts, certificates and keys made with one library share no lock, counter or random generator with those of
/// another, which OpenSSL 3.0 needs to be fast on several threads. Certificates serve only contexts of their own library.
/// Confined to one thread, but for its creation.
@safe
package final class TLSLibrary {
    let handle: OpaquePointer
    let ticketCipher: OpaquePointer
    private let provider: OpaquePointer

    /// Loads OpenSSL's default provider into a library of its own.
    ///
    /// The library reads no configuration file: what is allowed is decided by the policies.
    /// - Throws: `TLSFailure` when memory or the provider is missing.
    package init() throws(TLSFailure) {
        OpenSSLProcess.prepare()
        guard let handle = unsafe OSSL_LIB_CTX_new() else { throw .lastError() }
        guard let provider = unsafe OSSL_PROVIDER_load(handle, "default") else {
            unsafe OSSL_LIB_CTX_free(handle)
            throw .lastError()
        }
        guard let cipher = unsafe EVP_CIPHER_fetch(handle, "AES-256-CBC", nil) else {
            unsafe OSSL_PROVIDER_unload(provider)
            unsafe OSSL_LIB_CTX_free(handle)
            throw .lastError()
        }
        unsafe self.handle = handle
        unsafe self.provider = provider
        unsafe self.ticketCipher = cipher
    }

    deinit {
        unsafe EVP_CIPHER_free(ticketCipher)
        unsafe OSSL_PROVIDER_unload(provider)
        unsafe OSSL_LIB_CTX_free(handle)
    }
}

@available(*, unavailable)
extension TLSLibrary: Sendable {}
