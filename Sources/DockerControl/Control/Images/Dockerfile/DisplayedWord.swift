internal import ProxyModel

/// A word of a Dockerfile as it is shown: short, and without what a terminal would obey.
struct DisplayedWord: CustomStringConvertible {
    let description: String

    init(_ bytes: ByteText) { description = DisplayableText.line(bytes.prefix(100).text) ?? "" }
}
