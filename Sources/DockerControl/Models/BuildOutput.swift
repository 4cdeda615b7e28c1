internal import ProxyModel

/// A word of an engine about a build.
package enum BuildOutput: Sendable, Equatable {
    /// What a step wrote; not always a whole line.
    case text(String)
    /// How far the pull of a base image is.
    case pull(ImageProgress)

    init?(_ document: JSONValue) {
        if let text = document.wording("stream") {
            self = .text(text)
        } else if let progress = ImageProgress(document) {
            self = .pull(progress)
        } else {
            return nil
        }
    }
}
