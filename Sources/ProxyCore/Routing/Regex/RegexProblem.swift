/// Why a regular expression is refused.
package struct RegexProblem: Error, Equatable, CustomStringConvertible {
    /// In PCRE2's words.
    package let message: String
    /// Byte offset into the pattern near which the problem lies.
    package let offset: Int

    package var description: String { "\(message) (at byte \(offset))" }
}
