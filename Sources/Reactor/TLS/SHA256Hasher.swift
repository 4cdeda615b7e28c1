internal import COpenSSL

/// Digests texts with SHA-256, one after the other, without looking the algorithm up or allocating each time.
///
/// Confined to the thread of its library.
@safe
package final class SHA256Hasher {
    private let algorithm: OpaquePointer
    private let context: OpaquePointer
    private let library: TLSLibrary

    /// Fetches the algorithm from the library; throws `TLSFailure` when it has none.
    package init(library: TLSLibrary) throws(TLSFailure) {
        guard let algorithm = unsafe EVP_MD_fetch(library.handle, "SHA256", nil) else { throw .lastError() }
        guard let context = unsafe EVP_MD_CTX_new() else {
            unsafe EVP_MD_free(algorithm)
            throw .lastError()
        }
        unsafe self.algorithm = algorithm
        unsafe self.context = context
        self.library = library
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
        unsafe EVP_MD_free(algorithm)
    }

    /// The digest of these bytes; nil when OpenSSL fails, as it does without memory.
    package func digest(of bytes: Span<UInt8>) -> SHA256Digest? {
        var words = InlineArray<4, UInt64>(repeating: 0)
        let isDone = unsafe withUnsafeMutableBytes(of: &words) { output in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe EVP_DigestInit_ex2(context, algorithm, nil) == 1
                    && EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
                    && EVP_DigestFinal_ex(
                        context, output.assumingMemoryBound(to: UInt8.self).baseAddress, nil) == 1
            }
        }
        guard isDone else { return nil }
        return SHA256Digest(words[0], words[1], words[2], words[3])
    }
}

@available(*, unavailable)
extension SHA256Hasher: Sendable {}
