internal import ProxyModel

/// Why the files of a build cannot be sent.
package struct BuildContextFailure: Error, Equatable, CustomStringConvertible {
    /// The path inside of the context, fit for one line of a log.
    package let path: String
    /// What is wrong with it.
    package let reason: String

    package var description: String { "\(path): \(reason)" }

    /// Makes a failure.
    package init(path: String, reason: String) {
        self.path = DisplayableText.line(path) ?? ""
        self.reason = reason
    }
}
