internal import Glibc

/// Text of strangers for a terminal: nothing in it moves the cursor, changes colours or answers for whoever reads.
enum TerminalText {
    /// Whether standard output is one.
    static var isOutput: Bool { isatty(STDOUT_FILENO) != 0 }

    /// The text with a picture in the place of each control character but tabulators and ends of lines.
    static func harmless(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map(shown)))
    }

    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x09, 0x0A: scalar
        case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        // C1: some terminals take them for escape sequences. The rest makes text run backwards.
        case 0x80...0x9F, 0x2028...0x202E, 0x2066...0x2069: "\u{FFFD}"
        default: scalar
        }
    }
}
