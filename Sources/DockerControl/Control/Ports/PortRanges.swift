/// Several ranges of ports, in the order in which they are tried.
package struct PortRanges: Sendable, Hashable, CustomStringConvertible {
    /// The ranges as they were named.
    package let ranges: [PortRange]

    /// Makes ranges.
    package init(_ ranges: [PortRange]) { self.ranges = ranges }

    /// Parses ranges with commas between them, such as `11000-20000,30000`; nil when one is none.
    ///
    /// An empty text names no port.
    package init?(_ text: String) {
        var ranges: [PortRange] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) where !text.isEmpty {
            guard let range = PortRange(part.drop { $0 == " " }) else { return nil }
            ranges.append(range)
        }
        self.ranges = ranges
    }

    /// Whether a port is in one of them.
    package func contains(_ port: UInt16) -> Bool { ranges.contains { $0.contains(port) } }

    /// As it is parsed.
    package var description: String { ranges.map(\.description).joined(separator: ",") }
}
