internal import Crypto

/// A key that seals secrets, derived from the setting `SECRET_KEY`.
///
/// The type has no description and never leaves the process.
package struct SealingKey: Sendable {
    /// Tells which key sealed a value; says nothing of the key itself.
    let identifier: [UInt8]
    let key: SymmetricKey

    /// Tells installations apart, and stays while the secret does; says nothing of the key itself.
    package let installation: UInt64

    static let identifierCount = 4

    /// Derives a key from a secret by HKDF-SHA256 (RFC 5869); nil when the secret has fewer than 16 bytes.
    package init?(secret: [UInt8]) {
        guard secret.count >= 16 else { return nil }
        let material = SymmetricKey(data: secret)
        key = Self.derive(material, "proxyd sealing key v1", 32)
        let derived = Self.derive(material, "proxyd sealing key identifier v1", Self.identifierCount)
        identifier = unsafe derived.withUnsafeBytes { bytes in unsafe Array(bytes) }
        let number = Self.derive(material, "proxyd installation v1", 8)
        let digits = unsafe number.withUnsafeBytes { bytes in unsafe Array(bytes) }
        installation = digits.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func derive(_ material: SymmetricKey, _ purpose: String, _ count: Int) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: material, info: Array(purpose.utf8), outputByteCount: count)
    }
}
