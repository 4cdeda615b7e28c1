internal import Synchronization

/// The nonces that an authority gave out and nobody has used (RFC 8555 §6.5).
final class NoncePool: Sendable {
    private struct Entry {
        let nonce: String
        let time: Int64
    }

    private static let capacity = 32
    /// Authorities forget nonces; an old one costs a request that is refused.
    private static let lifetime: Int64 = 300_000
    private static let maximumBytes = 512

    private let entries = Mutex<[Entry]>([])

    /// Keeps a nonce received at `now` (milliseconds); one with characters other than base64url's is ignored (§6.5.1).
    func put(_ nonce: String?, now: Int64) {
        guard let nonce = Self.wellFormed(nonce) else { return }
        entries.withLock { entries in
            if entries.count == Self.capacity { entries.removeFirst() }
            entries.append(Entry(nonce: nonce, time: now))
        }
    }

    /// The newest nonce, which is nobody else's from now on; nil when there is none that is young enough.
    func take(now: Int64) -> String? {
        entries.withLock { entries in
            entries.removeAll { !($0.time...($0.time &+ Self.lifetime) ~= now) }
            return entries.popLast()?.nonce
        }
    }

    /// A nonce with characters of base64url alone; nil for anything else (§6.5.1).
    static func wellFormed(_ nonce: String?) -> String? {
        guard let nonce, (1...maximumBytes).contains(nonce.utf8.count) else { return nil }
        let isWellFormed = nonce.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
            default: false
            }
        }
        return isWellFormed ? nonce : nil
    }
}
