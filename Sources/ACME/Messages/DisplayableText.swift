/// Words of an authority made fit for a log and a page.
enum DisplayableText {
    private static let maximumCharacters = 2_000

    /// One line of at most 2,000 characters; control characters become spaces; nil stays nil.
    static func line(_ text: String?) -> String? {
        text.map { text in
            String(String.UnicodeScalarView(text.unicodeScalars.prefix(maximumCharacters).map(shown)))
        }
    }

    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: " "
        default: scalar
        }
    }
}
