/// Why the answer to a challenge could not be put where the authority looks.
package struct SolverFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name or address whose answer it is.
    package let identifier: String
    /// One sentence for operators, without secrets.
    package let words: String
    /// Milliseconds that the provider asks to wait; nil = it does not say.
    package let retryAfter: Int64?

    package var description: String { "'\(identifier)': \(words)" }

    /// Makes a failure.
    package init(_ identifier: String, _ words: String, retryAfter: Int64? = nil) {
        self.identifier = identifier
        self.words = words
        self.retryAfter = retryAfter
    }
}
