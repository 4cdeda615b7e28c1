/// Words of strangers made fit for a log and a page.
package enum DisplayableText {
    private static let maximumCharacters = 2_000

    /// One line of at most 2,000 characters; control and format characters and separators of lines become spaces; nil stays
    /// nil.
    package static func line(_ text: String?) -> String? {
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
