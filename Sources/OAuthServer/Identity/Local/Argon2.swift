internal import CArgon2

/// libargon2's argon2id (RFC 9106); both functions take as long as the parameters say, on the calling thread.
enum Argon2 {
    private static let hashLength = 32

    /// The encoded hash of a password; nil when the library has no memory for it.
    static func hash(_ password: [UInt8], salt: [UInt8], _ parameters: Argon2Parameters) -> String? {
        let length = argon2_encodedlen(
            parameters.passes, parameters.memory, parameters.lanes, UInt32(clamping: salt.count),
            UInt32(hashLength), Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let status = unsafe argon2id_hash_encoded(
            parameters.passes, parameters.memory, parameters.lanes, password, password.count, salt, salt.count,
            hashLength, &encoded, encoded.count)
        guard status == ARGON2_OK.rawValue else { return nil }
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether a password is the one of an encoded hash; false for a text that is no hash.
    static func verify(_ password: [UInt8], _ encoded: String) -> Bool {
        unsafe argon2id_verify(encoded, password, password.count) == ARGON2_OK.rawValue
    }
}
