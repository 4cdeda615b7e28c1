internal import COpenSSL

/// Why a key cannot make or check signatures; never holds a part of the key.
package enum SignatureKeyError: Error, Sendable, Equatable {
    /// The bytes are not a key in the form asked for, or something follows it.
    case malformed
    /// The key is of another kind than the algorithm's, or on another curve.
    case wrongKind
    /// An RSA key of fewer bits than are safe.
    case tooShort(bits: Int)
}

extension SignatureAlgorithm {
    /// Refuses a key that the algorithm must not be used with.
    func check(_ key: OpaquePointer) throws(SignatureKeyError) {
        switch self {
        case .rs256:
            guard unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else { throw .wrongKind }
            let bits = Int(unsafe EVP_PKEY_get_bits(key))
            guard bits >= 2048 else { throw .tooShort(bits: bits) }
        case .es256:
            guard unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_EC else { throw .wrongKind }
            var name = [CChar](repeating: 0, count: 64)
            var count = 0
            guard unsafe EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1,
                name[..<count].elementsEqual("prime256v1".utf8.map { CChar(bitPattern: $0) })
            else { throw .wrongKind }
        }
    }
}
