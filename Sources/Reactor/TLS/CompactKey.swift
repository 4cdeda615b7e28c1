internal import COpenSSL

/// A private key that belongs to no library; its bytes are wiped with its last use, and nothing describes them.
@safe
final class CompactKey: @unchecked Sendable {
    private enum Form {
        /// What a decoder has to look at, since there is no faster way for its algorithm.
        case der
        /// The number and then the point, on a curve of so many bits: what a key is made of without any decoder.
        case numbers(bits: Int32)
    }

    private let form: Form
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    /// Takes PEM (PKCS #8, RFC 5958, or the older forms per algorithm) or the same in DER; throws
    /// `TLSCertificateError` when there is none or it is encrypted.
    init(_ text: [UInt8]) throws(TLSCertificateError) {
        guard !text.isEmpty else { throw .noKey }
        guard PEMText.contains("-----BEGIN ", in: text) else {
            unsafe (form, bytes) = try unsafe text.withUnsafeBufferPointer { (der) throws(TLSCertificateError) in
                try unsafe Self.compact(der)
            }
            return
        }
        let block = try PEMKeyBlock(text)
        unsafe (form, bytes) = try unsafe block.withDER { (der) throws(TLSCertificateError) in
            try unsafe Self.compact(der)
        }
    }

    deinit {
        unsafe tls_wipe(bytes.baseAddress, bytes.count)
    }

    /// Makes the key in a library; nil when its bytes are no key.
    func parse(expected: String, library: OpaquePointer?) -> OpaquePointer? {
        defer { ERR_clear_error() }
        switch form {
        case .der:
            return unsafe PrivateKey.decode(UnsafeBufferPointer(bytes), expected: expected, library: library)
        case .numbers(let bits): return unsafe tls_ec_key(bytes.baseAddress, bytes.count, bits, library)
        }
    }

    private static func compact(
        _ der: UnsafeBufferPointer<UInt8>
    ) throws(TLSCertificateError) -> (Form, UnsafeMutableBufferPointer<UInt8>) {
        OpenSSLProcess.prepare()
        defer { ERR_clear_error() }
        if let key = unsafe tls_private_key(der.baseAddress, der.count, "EC", nil) {
            defer { unsafe EVP_PKEY_free(key) }
            var count = 0
            if let bytes = unsafe tls_ec_key_numbers(key, &count) {
                let numbers = unsafe UnsafeMutableBufferPointer(start: bytes, count: count)
                return unsafe (.numbers(bits: EVP_PKEY_get_bits(key)), numbers)
            }
        }
        guard let copy = unsafe tls_copy(der.baseAddress, der.count) else { throw .rejected }
        return unsafe (.der, UnsafeMutableBufferPointer(start: copy, count: der.count))
    }
}
