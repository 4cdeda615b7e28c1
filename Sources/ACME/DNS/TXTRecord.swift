/// A TXT record that a provider adds to a zone or removes from it.
package struct TXTRecord: Sendable, Equatable {
    /// The whole name: lower case, no dot at its end.
    package let name: String
    /// The apex of the zone that holds it, in the same form.
    package let zone: String
    /// What it says: printable ASCII, at most 255 bytes.
    package let value: String
    /// Seconds.
    package let ttl: UInt32

    /// Makes a record.
    package init(name: String, zone: String, value: String, ttl: UInt32 = 60) {
        self.name = name
        self.zone = zone
        self.value = value
        self.ttl = ttl
    }

    /// The name as seen from the zone; `@` for the apex itself.
    package var relativeName: String {
        name == zone ? "@" : String(name.dropLast(zone.utf8.count + 1))
    }
}

extension TXTRecord {
    /// The value as a character string of a zone file (RFC 1035 §5.1), as most interfaces want it.
    var quotedValue: String {
        "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
