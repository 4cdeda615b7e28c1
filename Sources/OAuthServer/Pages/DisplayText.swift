/// Texts of strangers, cut to what a page shows of them.
package enum DisplayText {
    /// The text on one line, runs of white space as one space, and at most so many characters with an ellipsis after.
    ///
    /// Characters are counted as Unicode scalars: a thousand combining marks on one letter are not one character here.
    package static func line(_ text: String, limit: Int = 80) -> String {
        var scalars = String.UnicodeScalarView()
        var count = 0
        var needsSpace = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                needsSpace = count > 0
                continue
            }
            if needsSpace {
                scalars.append(" ")
                count += 1
                needsSpace = false
            }
            guard count < limit else {
                scalars.append("…")
                break
            }
            scalars.append(scalar)
            count += 1
        }
        return String(scalars)
    }
}
