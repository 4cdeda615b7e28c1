package import ProxyModel

/// Removes the images that this program built and no service needs any more.
package struct ImageSweep: Sendable {
    private let names: EngineNames

    /// Makes the sweep of an installation.
    package init(installation: InstallationID) { names = EngineNames(installation: installation) }

    /// Takes the names off images of services that are gone, or have a newer generation, and returns them.
    ///
    /// What a container still has stays, and goes with a later sweep. Throws `EngineFailure`.
    package func run(
        on client: EngineClient, services: [String: ContainerService]
    ) async throws(EngineFailure) -> [String] {
        var removed: [String] = []
        let images = try await client.images(labels: [BuiltImageLabels.filter(names.installation)])
        for image in images {
            guard let labels = BuiltImageLabels(image.labels), labels.installation == names.installation,
                let name = names.image(labels.service, generation: labels.generation),
                image.tags.contains(where: { ImageReference($0) == name }),
                !Self.isNeeded(labels, services[labels.service])
            else { continue }
            do throws(EngineFailure) {
                if try await client.removeImage(name) { removed.append(name.description) }
            } catch {
                guard error.code == .conflict else { throw error }
            }
        }
        // One whose name another one has now.
        if images.contains(where: \.tags.isEmpty) {
            try await client.pruneImages(labels: [BuiltImageLabels.filter(names.installation)])
        }
        return removed
    }

    private static func isNeeded(_ labels: BuiltImageLabels, _ service: ContainerService?) -> Bool {
        guard let service, service.deletion == nil, service.image == nil else { return false }
        return labels.createdAt == service.createdAt && labels.generation >= service.generation
    }
}
