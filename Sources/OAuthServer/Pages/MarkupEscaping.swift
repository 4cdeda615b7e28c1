/// Makes a text harmless inside an element and inside a quoted attribute (HTML §13.1.2).
enum MarkupEscaping {
    /// The text with the five significant characters as references, and with characters that could disturb what stands
    /// around it, controls and changes of the writing direction, replaced by U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "`": result += "&#96;"
            default: result.unicodeScalars.append(isDisturbing(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }

    /// Whether a character is a control other than tab and line feed, or steers the writing direction (UAX #9 §2).
    static func isDisturbing(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        case 0x2028, 0x2029, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
        default: false
        }
    }
}
