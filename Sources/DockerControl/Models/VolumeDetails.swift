package import ProxyModel

/// What an engine tells of one volume.
package struct VolumeDetails: Sendable, Equatable {
    /// The name.
    package let name: EngineName
    /// Such as `local`.
    package let driver: String
    /// Its labels.
    package let labels: [String: String]
    /// When it was made.
    package let createdAt: Timestamp?

    init?(_ document: JSONValue) {
        guard let name = EngineName(document.text("Name")) else { return nil }
        self.name = name
        driver = document.text("Driver")
        labels = document.dictionary("Labels")
        createdAt = document.moment("CreatedAt")
    }
}
