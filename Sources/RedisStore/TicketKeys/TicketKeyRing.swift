package import Reactor

/// The generations of session-ticket keys that all nodes share: one seals, the others still or already open.
///
/// A key is `next` for one period before it seals, so that every node knows it by then, and is kept for one period after.
/// The type's description shows no key.
package struct TicketKeyRing: Sendable, Equatable {
    /// Twelve hours, in milliseconds.
    package static let period: Int64 = 12 * 3_600_000

    /// 80 bytes each, the form of `TicketKey`.
    let previous: [UInt8]?
    let current: [UInt8]
    let next: [UInt8]
    /// When `current` began to seal, in milliseconds since 1970.
    package let rotatedAt: Int64

    /// A ring of new keys.
    package init(now: Int64) {
        self.init(previous: nil, current: Self.randomKey(), next: Self.randomKey(), rotatedAt: now)
    }

    private init(previous: [UInt8]?, current: [UInt8], next: [UInt8], rotatedAt: Int64) {
        self.previous = previous
        self.current = current
        self.next = next
        self.rotatedAt = rotatedAt
    }

    /// When the next key takes over, in milliseconds since 1970.
    package var rotatesAt: Int64 { rotatedAt + Self.period }

    /// The ring after rotation, or nil when it is not due.
    ///
    /// After two periods or more without rotation nothing of the old ring is fit for use, and all keys are new. A ring from
    /// the future (a clock that was set back) rotates at once.
    package func rotated(now: Int64) -> TicketKeyRing? {
        if now >= rotatesAt + Self.period || now < rotatedAt - Self.period { return TicketKeyRing(now: now) }
        guard now >= rotatesAt else { return nil }
        return TicketKeyRing(previous: current, current: next, next: Self.randomKey(), rotatedAt: now)
    }

    /// The keys for the TLS library; nil only for a ring that was not made by this type.
    package var ticketKeys: TicketKeys? {
        guard let current = TicketKey(current) else { return nil }
        return TicketKeys(
            current: current, previous: previous.flatMap { TicketKey($0) }.map { [$0] } ?? [], next: TicketKey(next))
    }

    private static func randomKey() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<TicketKey.byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

extension TicketKeyRing {
    private static let version: UInt8 = 1

    /// The form that is sealed: version, time (8 bytes, big-endian), current, next, previous if there is one.
    package var encoded: [UInt8] {
        let time = (0..<8).map { UInt8(truncatingIfNeeded: rotatedAt >> (56 - 8 * Int64($0))) }
        return [Self.version] + time + current + next + (previous ?? [])
    }

    /// Reads the encoded form; nil when it is none.
    package init?(encoded: [UInt8]) {
        let size = TicketKey.byteCount
        guard encoded.count == 9 + 2 * size || encoded.count == 9 + 3 * size, encoded[0] == Self.version else {
            return nil
        }
        let keys = stride(from: 9, to: encoded.count, by: size).map { Array(encoded[$0..<($0 + size)]) }
        self.init(
            previous: keys.count == 3 ? keys[2] : nil, current: keys[0], next: keys[1],
            rotatedAt: encoded[1...8].reduce(0) { $0 << 8 | Int64($1) })
    }
}

extension TicketKeyRing: CustomStringConvertible, CustomReflectable {
    package var description: String { "TicketKeyRing(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
