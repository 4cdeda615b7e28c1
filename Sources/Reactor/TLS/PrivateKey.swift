internal import COpenSSL

/// A parsed private key.
@safe
struct PrivateKey: ~Copyable {
    let handle: OpaquePointer

    /// Parses PEM (PKCS #8, RFC 5958, or the older forms per algorithm) or the same in DER.
    ///
    /// - Parameters:
    ///   - bytes: The text or the DER.
    ///   - expected: The type that OpenSSL is to try first, such as `EC`; it tries all others only after it, and that
    ///     takes it three times as long.
    ///   - library: Where the key is to live; nil for the default library.
    init(_ bytes: [UInt8], expected: String, library: OpaquePointer?) throws(TLSCertificateError) {
        defer { ERR_clear_error() }
        guard !bytes.isEmpty else { throw .noKey }
        guard PEMText.contains("-----BEGIN ", in: bytes) else {
            unsafe handle = try unsafe bytes.withUnsafeBufferPointer { (der) throws(TLSCertificateError) in
                try unsafe Self.parse(der, expected: expected, library: library)
            }
            return
        }
        let block = try PEMKeyBlock(bytes)
        unsafe handle = try block.withDER { (der) throws(TLSCertificateError) in
            try unsafe Self.parse(der, expected: expected, library: library)
        }
    }

    /// Makes the key in a library, the type expected as above; throws `TLSCertificateError` when it is none.
    init(_ key: CompactKey, expected: String, library: OpaquePointer?) throws(TLSCertificateError) {
        guard let handle = unsafe key.parse(expected: expected, library: library) else { throw .malformedKey }
        unsafe self.handle = handle
    }

    deinit {
        unsafe EVP_PKEY_free(handle)
    }

    private static func parse(
        _ der: UnsafeBufferPointer<UInt8>, expected: String, library: OpaquePointer?
    ) throws(TLSCertificateError) -> OpaquePointer {
        guard let key = unsafe decode(der, expected: expected, library: library) else { throw .malformedKey }
        return unsafe key
    }

    /// The key of a DER text; nil when it is none.
    static func decode(
        _ der: UnsafeBufferPointer<UInt8>, expected: String, library: OpaquePointer?
    ) -> OpaquePointer? {
        if let key = unsafe tls_private_key(der.baseAddress, der.count, expected, library) { return unsafe key }
        var position = der.baseAddress
        return unsafe d2i_AutoPrivateKey_ex(nil, &position, der.count, library, nil)
    }
}

extension TLSKeyType {
    /// The type of a parsed key, or nil if TLS servers cannot use it.
    init?(key: OpaquePointer) {
        let bits = Int(unsafe EVP_PKEY_get_bits(key))
        switch unsafe EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA, EVP_PKEY_RSA_PSS: self = .rsa(bits: bits)
        case EVP_PKEY_EC where [256, 384, 521].contains(bits): self = .ecdsa(bits: bits)
        case EVP_PKEY_ED25519: self = .ed25519
        default: return nil
        }
    }
}
