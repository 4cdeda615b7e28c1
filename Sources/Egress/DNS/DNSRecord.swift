/// One resource record of an answer.
package struct DNSRecord: Sendable, Equatable {
    /// What a record says.
    package enum Content: Sendable, Equatable {
        /// 4 bytes in network order.
        case a([UInt8])
        /// 16 bytes in network order.
        case aaaa([UInt8])
        /// Name of a server of the zone.
        case ns(String)
        /// The canonical name that the owner stands for.
        case cname(String)
        /// The start of a zone: the server that takes updates, and the serial number.
        case soa(primary: String, serial: UInt32)
        /// The character strings joined (RFC 7208 §3.3 and RFC 8555 §8.4 read them so).
        case txt([UInt8])
        /// A property of RFC 8659 §4.1.
        case caa(isCritical: Bool, tag: String, value: String)
        /// A kind that nobody here asks for, by its number.
        case other(UInt16)
    }

    /// The owner: lower case, without a dot at its end; the root is empty.
    package let name: String
    /// Seconds.
    package let ttl: UInt32
    /// What it says.
    package let content: Content

    /// Makes a record.
    package init(name: String, ttl: UInt32, content: Content) {
        self.name = name
        self.ttl = ttl
        self.content = content
    }
}
