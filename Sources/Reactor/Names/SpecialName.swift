/// The names that are answered without asking anybody, and those that nobody can be asked for.
enum SpecialName {
    /// IPv4 first: most local servers listen there, and each refused attempt is a connection tried in vain.
    private static let loopback = [IPAddress(v4: 0x7F00_0001), IPAddress(high: 0, low: 1)]

    /// The addresses of an address literal, or of `localhost` and every name under it (RFC 6761 §6.3); else nil.
    static func addresses(_ name: String) -> [IPAddress]? {
        if let literal = IPAddress(name) { return [literal] }
        return isLocalhost(name) ? loopback : nil
    }

    /// Whether a server can be asked for a name: letters, digits, `-` and `_` in labels of 1 to 63 bytes, 253 in all.
    ///
    /// A last label of digits alone is refused: such a name is a misspelt IPv4 address, never a host (RFC 1123 §2.1).
    static func canBeAsked(_ name: String) -> Bool {
        var label = 0
        var total = 0
        var isNumber = true
        for byte in name.utf8 {
            total += 1
            if byte == 0x2E {
                guard label > 0 else { return false }
                label = 0
                continue
            }
            let isDigit = byte >= 0x30 && byte <= 0x39
            let isLetter = byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
            guard isDigit || isLetter || byte == 0x2D || byte == 0x5F else { return false }
            if label == 0 { isNumber = true }
            if !isDigit { isNumber = false }
            label += 1
            guard label <= 63 else { return false }
        }
        // The root's empty label, a dot at the end, is not counted.
        if label == 0 { total -= 1 }
        return total > 0 && total <= 253 && !isNumber
    }

    private static func isLocalhost(_ name: String) -> Bool {
        var bytes = name.utf8[...]
        if bytes.last == 0x2E { bytes = bytes.dropLast() }
        let wanted = "localhost".utf8
        guard bytes.count >= wanted.count else { return false }
        guard zip(bytes.suffix(wanted.count), wanted).allSatisfy({ $0 | 0x20 == $1 }) else { return false }
        let rest = bytes.dropLast(wanted.count)
        return rest.isEmpty || (rest.last == 0x2E && rest.count > 1)
    }
}
