/// The secrets that seal one generation of session tickets: RFC 5077 section 4.
package struct TicketKey: Sendable {
    /// The bytes of a key's sealed form: name, MAC key and cipher key one after the other.
    package static let byteCount = 80

    static let nameCount = 16
    static let secretCount = 32

    let name: [UInt8]
    let macKey: [UInt8]
    let cipherKey: [UInt8]

    /// Takes 16 bytes of public name, 32 bytes of HMAC-SHA-256 key and 32 bytes of AES-256 key; nil for another length.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        name = Array(bytes[..<Self.nameCount])
        macKey = Array(bytes[Self.nameCount..<Self.nameCount + Self.secretCount])
        cipherKey = Array(bytes[(Self.nameCount + Self.secretCount)...])
    }

    /// A key of random bytes.
    package static func random() -> TicketKey {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return TicketKey(name: Array(bytes[..<16]), macKey: Array(bytes[16..<48]), cipherKey: Array(bytes[48...]))
    }

    private init(name: [UInt8], macKey: [UInt8], cipherKey: [UInt8]) {
        self.name = name
        self.macKey = macKey
        self.cipherKey = cipherKey
    }
}

extension TicketKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "TicketKey(redacted)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The ticket keys in force: tickets are sealed with `current` and opened with any.
///
/// All nodes must know a key before the first of them seals with it: that is what `next` is for.
package struct TicketKeys: Sendable {
    /// Seals new tickets.
    package let current: TicketKey
    /// Open tickets that were sealed before the last change.
    package let previous: [TicketKey]
    /// Opens the tickets of nodes that have changed already.
    package let next: TicketKey?

    /// Keys in force together; their names must differ.
    package init(current: TicketKey, previous: [TicketKey] = [], next: TicketKey? = nil) {
        self.current = current
        self.previous = previous
        self.next = next
    }
}
