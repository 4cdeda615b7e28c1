/// Which installation something at an engine belongs to: 16 lower-case hexadecimal digits.
///
/// It is derived from `SECRET_KEY`, so that all nodes have the same and that it outlives the store.
package struct InstallationID: Sendable, Hashable, CustomStringConvertible {
    /// The digits.
    package let description: String

    /// Takes the digits; nil when the text is anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 16,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        description = text
    }

    /// Makes one of a number that was derived from the installation's secret.
    package init(_ number: UInt64) {
        let digits = String(number, radix: 16)
        description = String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
