internal import ProxyModel

/// A container as it stands in a list.
package struct ContainerSummary: Sendable {
    /// The identifier.
    package let id: EngineName
    /// The name; the first one when it has several.
    package let name: EngineName
    /// The image as it was asked for.
    package let image: String
    /// Its state.
    package let phase: ContainerState.Phase
    /// Its labels, those of the image included.
    package let labels: [String: String]
    /// Its places on networks.
    package let endpoints: [ContainerEndpoint]

    init?(_ document: JSONValue) {
        // Names with a second slash are links of other containers to this one.
        let names = document.texts("Names").compactMap(EngineName.init)
        guard let id = EngineName(document.text("Id")), let name = names.first else { return nil }
        self.id = id
        self.name = name
        image = document.text("Image")
        phase = ContainerState.Phase(rawValue: document.text("State").lowercased()) ?? .unknown
        labels = document.dictionary("Labels")
        endpoints = ContainerEndpoint.all(in: document["NetworkSettings"])
    }
}
