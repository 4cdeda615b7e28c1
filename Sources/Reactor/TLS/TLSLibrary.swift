internal import COpenSSL
internal import Synchronization

/// An OpenSSL library context that one worker owns alone.
///
/// Contexts, certificates and keys made with one library share no lock, counter or random generator with those of
/// another, which OpenSSL 3.0 needs to be fast on several threads. Certificates serve only contexts of their own library.
/// Confined to one thread, but for its creation.
@safe
package final class TLSLibrary {
    /// What a library consists of; it outlives its owner and serves the next one.
    @safe private struct Parts: @unchecked Sendable {
        let handle: OpaquePointer
        let ticketCipher: OpaquePointer
    }

    // OpenSSL 3.0 leaves work for the end of every thread that used a library, which must not find it freed then. It
    // also takes several of the process's few keys of thread-local storage per library: so the idle ones are kept.
    private static let idle = Mutex<[Parts]>([])

    let handle: OpaquePointer
    let ticketCipher: OpaquePointer
    let issuers = IssuerChains()

    /// Loads OpenSSL's default provider into a library of its own.
    ///
    /// The library reads no configuration file: what is allowed is decided by the policies.
    /// - Throws: `TLSFailure` when memory or the provider is missing.
    package init() throws(TLSFailure) {
        OpenSSLProcess.prepare()
        let parts: Parts
        if let kept = Self.idle.withLock({ $0.popLast() }) { parts = kept } else { parts = try Self.load() }
        unsafe self.handle = parts.handle
        unsafe self.ticketCipher = parts.ticketCipher
    }

    deinit {
        let parts = unsafe Parts(handle: handle, ticketCipher: ticketCipher)
        Self.idle.withLock { $0.append(parts) }
    }

    private static func load() throws(TLSFailure) -> Parts {
        guard let handle = unsafe OSSL_LIB_CTX_new() else { throw .lastError() }
        guard unsafe OSSL_PROVIDER_load(handle, "default") != nil,
            let cipher = unsafe EVP_CIPHER_fetch(handle, "AES-256-CBC", nil)
        else {
            unsafe OSSL_LIB_CTX_free(handle)
            throw .lastError()
        }
        return unsafe Parts(handle: handle, ticketCipher: cipher)
    }
}

@available(*, unavailable)
extension TLSLibrary: Sendable {}
