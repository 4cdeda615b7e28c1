internal import Glibc

/// Text of strangers for a terminal: nothing in it moves the cursor, changes colours or answers for whoever reads.
enum TerminalText {
    /// Whether standard output is one.
    static var isOutput: Bool { isatty(STDOUT_FILENO) != 0 }

    /// The text with a picture in the place of each control character but tabulators and ends of lines.
    static func harmless(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map(shown)))
    }

    /// JSON that means the same, with escapes for what a terminal would obey.
    static func escaped(json: String) -> String {
        guard json.unicodeScalars.contains(where: isTreacherous) else { return json }
        return json.unicodeScalars.reduce(into: "") { text, scalar in
            guard isTreacherous(scalar) else { return text.unicodeScalars.append(scalar) }
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }

    /// C1, which some terminals take for escape sequences, and what makes text run backwards.
    private static func isTreacherous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x80...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x09, 0x0A: scalar
        case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        case _ where isTreacherous(scalar): "\u{FFFD}"
        default: scalar
        }
    }
}
