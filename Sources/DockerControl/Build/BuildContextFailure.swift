/// Why the files of a build cannot be sent.
package struct BuildContextFailure: Error, Equatable, CustomStringConvertible {
    /// The path inside of the context.
    package let path: String
    /// What is wrong with it.
    package let reason: String

    package var description: String { "\(path): \(reason)" }

    /// Makes a failure.
    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }
}
