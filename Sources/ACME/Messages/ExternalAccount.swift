internal import ProxyModel

/// The account outside the protocol that a new one is bound to (RFC 8555 §7.3.4).
///
/// The key is secret: the type has no description.
package struct ExternalAccount: Sendable, Equatable {
    /// The name of the key, as the authority gave it.
    package let keyID: String
    /// The key of the HMAC.
    package let key: [UInt8]

    /// Takes the key as bytes.
    package init(keyID: String, key: [UInt8]) {
        self.keyID = keyID
        self.key = key
    }

    /// Takes the key as authorities give it out: base64url, with or without padding; nil when it is not.
    package init?(keyID: String, encodedKey: String) {
        let digits = encodedKey.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }
        let end = digits.lastIndex { $0 != "=" }.map { $0 + 1 } ?? 0
        guard !keyID.isEmpty, let key = Base64URL.decode(String(digits[..<end])), !key.isEmpty else { return nil }
        self.init(keyID: keyID, key: key)
    }
}
