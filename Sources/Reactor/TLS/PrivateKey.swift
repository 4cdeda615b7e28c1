internal import COpenSSL

/// A parsed private key.
@safe
struct PrivateKey: ~Copyable {
    let handle: OpaquePointer

    /// Parses PEM (PKCS #8, RFC 5958, or the older forms per algorithm) or the same in DER.
    init(_ bytes: [UInt8], library: OpaquePointer?) throws(TLSCertificateError) {
        guard !bytes.isEmpty, let input = unsafe BIO_new_mem_buf(bytes, Int32(clamping: bytes.count)) else {
            throw .noKey
        }
        defer { unsafe BIO_free(input) }
        defer { ERR_clear_error() }
        guard PEMText.contains("-----BEGIN ", in: bytes) else {
            guard let handle = unsafe d2i_PrivateKey_ex_bio(input, nil, library, nil) else { throw .malformedKey }
            unsafe self.handle = handle
            return
        }
        guard PEMText.contains("PRIVATE KEY-----", in: bytes) else { throw .noKey }
        if PEMText.contains("ENCRYPTED", in: bytes) { throw .encryptedKey }
        // Without a callback OpenSSL would ask for the passphrase on the terminal.
        let refusePassphrase:
            @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 =
                { _, _, _, _ in -1 }
        guard let handle = unsafe PEM_read_bio_PrivateKey_ex(input, nil, refusePassphrase, nil, library, nil) else {
            throw .malformedKey
        }
        unsafe self.handle = handle
    }

    deinit {
        unsafe EVP_PKEY_free(handle)
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
