/// Why the answer to a challenge could not be put where the authority looks.
package struct SolverFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence for operators, without secrets.
    package let words: String
    /// Milliseconds that the provider asks to wait; nil = it does not say.
    package let retryAfter: Int64?

    package var description: String { words }

    /// Makes a failure.
    package init(_ words: String, retryAfter: Int64? = nil) {
        self.words = words
        self.retryAfter = retryAfter
    }
}
