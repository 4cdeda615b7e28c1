internal import Crypto
internal import ProxyModel

/// Answers to creations under an `Idempotency-Key`, so that a repeated request is answered and not carried out again, on
/// whichever node it arrives.
///
/// Kept sealed for an hour: a creation answers with secrets that are shown once.
struct IdempotentAnswers: Sendable {
    /// What identifies a request that may be repeated.
    struct Key: Sendable {
        /// SHA-256 of the caller's token.
        let token: String
        let operation: String
        let text: String

        fileprivate var stored: VolatileKey {
            VolatileKey(.idempotency, Self.digest(Array("\(token)\n\(operation)\n\(text)".utf8)))
        }

        fileprivate static func digest(_ bytes: [UInt8]) -> String {
            SHA256.hash(data: bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        }
    }

    /// The right to carry a request out, which keeps others from it.
    struct Reservation: Sendable {
        let key: Key
        fileprivate let digest: String
        fileprivate let entry: [UInt8]
    }

    /// What to do with a request.
    enum Decision {
        /// Carry it out, and end the reservation.
        case perform(Reservation)
        case repeatAnswer(RenderedAnswer)
    }

    private static let lifetime: Int64 = 3_600_000
    /// In the place of a reservation that was given back: removing it could remove the next one.
    private static let freed: [UInt8] = [0]
    private static let freedLifetime: Int64 = 1_000
    /// A node that went down in the middle of a request keeps others from it no longer than this.
    private static let patience: Int64 = 60_000
    private static let attempts = 3

    let store: any VolatileStore
    let sealer: any BundleSealer
    /// How often a reservation is renewed while the request is carried out.
    var pause = Duration.seconds(15)

    /// Decides; throws a 409 while the first request is still under way, a 422 when the key came with another body, and a
    /// 503 when the store is away.
    func begin(_ key: Key, body: [UInt8], target: String) async throws(Problem) -> Decision {
        let digest = Key.digest(Array(target.utf8) + [0] + body)
        for _ in 0..<Self.attempts {
            let found: [UInt8]?
            do throws(StoreFailure) {
                let entry = try seal(IdempotentEntry(digest: digest, answer: nil), key)
                if try await store.put(key.stored, entry, lifetime: Self.patience, if: .absent) {
                    return .perform(Reservation(key: key, digest: digest, entry: entry))
                }
                found = try await store.value(key.stored)
                if found == Self.freed {
                    let isOurs = try await store.put(
                        key.stored, entry, lifetime: Self.patience, if: .equals(Self.freed))
                    if isOurs { return .perform(Reservation(key: key, digest: digest, entry: entry)) }
                    continue
                }
            } catch { throw Problem(error) }
            // What is gone by now was the request of somebody who failed.
            if let found { return try Self.decision(open(found, key), digest) }
        }
        throw Self.underWay
    }

    /// Carries out what may take long, and keeps the reservation meanwhile.
    func holding<Value: Sendable>(
        _ reservation: Reservation, _ body: () async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let renewal = Task { [store, pause] in
            while true {
                try await Task.sleep(for: pause)
                // An answer that was kept meanwhile stays.
                _ = try? await store.put(
                    reservation.key.stored, reservation.entry, lifetime: Self.patience, if: .equals(reservation.entry))
            }
        }
        defer { renewal.cancel() }
        return try await body()
    }

    /// Keeps the answer of a request that succeeded; a failed one (nil) may be tried again.
    ///
    /// What is done is done: that it could not be kept is no failure of the request. Who was away for so long that the key
    /// is another's now leaves it alone.
    func end(_ reservation: Reservation, answer: RenderedAnswer?) async {
        let key = reservation.key
        do throws(StoreFailure) {
            guard let answer else {
                _ = try await store.put(
                    key.stored, Self.freed, lifetime: Self.freedLifetime, if: .equals(reservation.entry))
                return
            }
            let entry = try seal(IdempotentEntry(digest: reservation.digest, answer: answer), key)
            _ = try await store.put(key.stored, entry, lifetime: Self.lifetime, if: .equals(reservation.entry))
        } catch {
            return
        }
    }

    private static func decision(_ entry: IdempotentEntry?, _ digest: String) throws(Problem) -> Decision {
        guard let entry else { throw underWay }
        guard entry.digest == digest else {
            throw Problem(.invalidContent, "the Idempotency-Key was used for another request")
        }
        guard let answer = entry.answer else { throw underWay }
        return .repeatAnswer(answer)
    }

    private static var underWay: Problem {
        Problem(.conflict, "the first request with this Idempotency-Key is under way", retryAfter: 1)
    }

    private func seal(_ entry: IdempotentEntry, _ key: Key) throws(StoreFailure) -> [UInt8] {
        do {
            return try sealer.seal(entry.bytes, purpose: "idempotency:" + key.stored.id)
        } catch {
            throw .corrupt("an answer cannot be sealed")
        }
    }

    private func open(_ bytes: [UInt8], _ key: Key) -> IdempotentEntry? {
        (try? sealer.open(bytes, purpose: "idempotency:" + key.stored.id)).flatMap(IdempotentEntry.init)
    }
}
