internal import Crypto
internal import ProxyModel
internal import Synchronization

/// Answers to creations under an `Idempotency-Key`, so that a repeated request is answered and not carried out again.
///
/// Kept on this node only, for an hour, at most a thousand.
final class IdempotencyCache: Sendable {
    /// What identifies a request that may be repeated.
    struct Key: Hashable {
        let caller: Caller
        let operation: String
        let text: String
    }

    /// What to do with a request.
    enum Decision {
        case perform
        case repeatAnswer(RenderedAnswer)
    }

    private struct Entry {
        let digest: [UInt8]
        let time: Int64
        var answer: RenderedAnswer?
    }

    private static let limit = 1000
    private static let lifetimeMS: Int64 = 3_600_000

    private let entries = Mutex<[Key: Entry]>([:])

    /// Decides; throws a 409 while the first request is still under way, and a 422 when the key came with another body.
    func begin(_ key: Key, body: [UInt8], target: String, now: Int64) throws(Problem) -> Decision {
        let digest = Array(SHA256.hash(data: Array(target.utf8) + [0] + body))
        return try entries.withLock { entries throws(Problem) in
            if let entry = entries[key], now - entry.time < Self.lifetimeMS {
                guard entry.digest == digest else {
                    throw Problem(.invalidContent, "the Idempotency-Key was used for another request")
                }
                guard let answer = entry.answer else {
                    throw Problem(.conflict, "the first request with this Idempotency-Key is under way", retryAfter: 1)
                }
                return .repeatAnswer(answer)
            }
            if entries.count >= Self.limit { Self.makeRoom(&entries, now: now) }
            entries[key] = Entry(digest: digest, time: now)
            return .perform
        }
    }

    /// Keeps the answer of a request that succeeded; a failed one (nil) may be tried again.
    func end(_ key: Key, answer: RenderedAnswer?) {
        entries.withLock { entries in
            if let answer { entries[key]?.answer = answer } else { entries[key] = nil }
        }
    }

    private static func makeRoom(_ entries: inout [Key: Entry], now: Int64) {
        entries = entries.filter { now - $0.value.time < lifetimeMS }
        guard entries.count >= limit, let oldest = entries.min(by: { $0.value.time < $1.value.time }) else { return }
        entries[oldest.key] = nil
    }
}
