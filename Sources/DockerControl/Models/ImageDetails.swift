package import ProxyModel

/// What an engine tells of one image.
package struct ImageDetails: Sendable {
    /// The identifier, such as `sha256:…`.
    package let id: String
    /// The names that it has at this engine.
    package let tags: [String]
    /// The names with digests that registries know it by.
    package let digests: [String]
    /// When it was made.
    package let createdAt: Timestamp?
    /// Bytes of all layers.
    package let bytes: UInt64
    /// Its labels.
    package let labels: [String: String]
    /// The ports that it says it listens on, TCP only.
    package let exposedPorts: [UInt16]
    /// The account that its processes have; empty = root.
    package let user: String
    /// Whether it has a health check.
    package let hasHealthCheck: Bool

    init?(_ document: JSONValue) {
        guard let id = document.wording("Id") else { return nil }
        self.id = id
        tags = document.texts("RepoTags")
        digests = document.texts("RepoDigests")
        createdAt = document.moment("Created")
        bytes = document.count("Size")
        let configuration = document["Config"] ?? .null
        labels = configuration.dictionary("Labels")
        exposedPorts = (configuration["ExposedPorts"]?.objectValue?.members ?? []).compactMap { member in
            member.name.hasSuffix("/tcp") ? UInt16(member.name.dropLast(4)) : nil
        }.sorted()
        user = configuration.text("User")
        hasHealthCheck = configuration["Healthcheck"]?.texts("Test").first.map { $0 != "NONE" } ?? false
    }
}
