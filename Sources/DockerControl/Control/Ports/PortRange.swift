/// Ports from one to another, both included.
package struct PortRange: Sendable, Hashable, CustomStringConvertible {
    /// The lowest.
    package let first: UInt16
    /// The highest, never below the lowest.
    package let last: UInt16

    /// Makes a range of one port.
    package init(_ port: UInt16) {
        first = port
        last = port
    }

    /// Makes a range of several.
    package init(_ ports: ClosedRange<UInt16>) {
        first = ports.lowerBound
        last = ports.upperBound
    }

    /// Parses `11000-20000` or `3000`; nil when it is something else, or goes down, or begins with 0.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.port($0) }
        guard (1...2).contains(parts.count), let first = parts[0], let last = parts[parts.count - 1], first <= last
        else { return nil }
        self.first = first
        self.last = last
    }

    /// As a range of numbers.
    package var ports: ClosedRange<UInt16> { first...last }

    /// Whether a port is among them.
    package func contains(_ port: UInt16) -> Bool { ports.contains(port) }

    /// As it is parsed.
    package var description: String { first == last ? String(first) : "\(first)-\(last)" }

    private static func port(_ text: some StringProtocol) -> UInt16? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(text), port > 0
        else { return nil }
        return port
    }
}
