internal import ProxyModel

/// An image as it stands in a list.
package struct ImageSummary: Sendable {
    /// The identifier, such as `sha256:…`.
    package let id: String
    /// The names that it has at this engine; empty for one that lost its name.
    package let tags: [String]
    /// Bytes of all layers.
    package let bytes: UInt64
    /// Its labels.
    package let labels: [String: String]

    init?(_ document: JSONValue) {
        guard let id = document.wording("Id") else { return nil }
        self.id = id
        // Old engines name what has no name so.
        tags = document.texts("RepoTags").filter { $0 != "<none>:<none>" }
        bytes = document.count("Size")
        labels = document.dictionary("Labels")
    }
}
