internal import COpenSSL

/// An OpenSSL library context that one worker owns alone.
///
/// Contexts, certificates and keys made with one library share no lock, counter or random generator with those of
/// another, which OpenSSL 3.0 needs to be fast on several threads. Certificates serve only contexts of their own library.
/// Confined to one thread, but for its creation. It stays for the life of the process: OpenSSL 3.0 leaves work for the end
/// of every thread that used it, which would then find a library that was freed.
@safe
package final class TLSLibrary {
    let handle: OpaquePointer
    let ticketCipher: OpaquePointer

    /// Loads OpenSSL's default provider into a library of its own.
    ///
    /// The library reads no configuration file: what is allowed is decided by the policies.
    /// - Throws: `TLSFailure` when memory or the provider is missing.
    package init() throws(TLSFailure) {
        OpenSSLProcess.prepare()
        guard let handle = unsafe OSSL_LIB_CTX_new() else { throw .lastError() }
        guard unsafe OSSL_PROVIDER_load(handle, "default") != nil else {
            unsafe OSSL_LIB_CTX_free(handle)
            throw .lastError()
        }
        guard let cipher = unsafe EVP_CIPHER_fetch(handle, "AES-256-CBC", nil) else {
            unsafe OSSL_LIB_CTX_free(handle)
            throw .lastError()
        }
        unsafe self.handle = handle
        unsafe self.ticketCipher = cipher
    }

    /// The library of everything that is not a worker, shared by its threads: OpenSSL's own locks guard it.
    package static func shared() throws(TLSFailure) -> TLSLibrary { try unsafe sharedLibrary.get() }

    nonisolated(unsafe) private static let sharedLibrary = Result { () throws(TLSFailure) in try TLSLibrary() }
}

@available(*, unavailable)
extension TLSLibrary: Sendable {}
