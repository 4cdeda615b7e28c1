internal import Crypto
internal import ProxyModel

/// Seals with AES-256-GCM (NIST SP 800-38D): one byte of version, key identifier, 12 bytes of nonce, ciphertext, tag.
///
/// Seals under the current key and opens under any, so that a key is changed by keeping the old one as previous. Version,
/// identifier and purpose are authenticated.
package struct AESGCMSealer: BundleSealer {
    private static let version: UInt8 = 1
    private static let headCount = 1 + SealingKey.identifierCount

    private let current: SealingKey
    private let keys: [SealingKey]

    /// Makes a sealer; values sealed under `previous` keys can still be opened.
    package init(_ current: SealingKey, previous: [SealingKey] = []) {
        self.current = current
        keys = [current] + previous
    }

    package func seal(_ plain: [UInt8], purpose: String) throws -> [UInt8] {
        let head = [Self.version] + current.identifier
        let box = try AES.GCM.seal(plain, using: current.key, authenticating: head + Array(purpose.utf8))
        guard let combined = box.combined else { throw SealingFailure.notSealed }
        return head + Array(combined)
    }

    /// Opens sealed bytes; throws `SealingFailure`.
    package func open(_ sealed: [UInt8], purpose: String) throws -> [UInt8] {
        guard sealed.count > Self.headCount else { throw SealingFailure.notSealed }
        guard sealed[0] == Self.version else { throw SealingFailure.version(sealed[0]) }
        let head = Array(sealed[..<Self.headCount])
        guard let key = keys.first(where: { $0.identifier == Array(head[1...]) }) else {
            throw SealingFailure.unknownKey
        }
        do {
            let box = try AES.GCM.SealedBox(combined: Array(sealed[Self.headCount...]))
            return Array(try AES.GCM.open(box, using: key.key, authenticating: head + Array(purpose.utf8)))
        } catch {
            throw SealingFailure.changed
        }
    }
}
