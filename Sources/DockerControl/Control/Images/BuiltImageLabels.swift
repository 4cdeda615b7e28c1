internal import ProxyModel

/// What this program writes on the images that it builds.
///
/// The names differ from those of containers, which have the labels of their image, too.
struct BuiltImageLabels: Equatable {
    let installation: InstallationID
    let service: String
    let generation: Int64
    /// When the service was created, in milliseconds since 1970: another one may get its name.
    let createdAt: Int64

    init(of service: ContainerService, installation: InstallationID) {
        self.installation = installation
        self.service = service.name
        generation = service.generation
        createdAt = service.createdAt
    }

    /// Reads labels; nil when they are not those of an image that this program built.
    init?(_ labels: [String: String]) {
        guard let installation = labels["proxyd.image.installation"].flatMap(InstallationID.init),
            let service = labels["proxyd.image.service"],
            let generation = labels["proxyd.image.generation"].flatMap({ Int64($0) }),
            let createdAt = labels["proxyd.image.created"].flatMap({ Int64($0) })
        else { return nil }
        self.installation = installation
        self.service = service
        self.generation = generation
        self.createdAt = createdAt
    }

    /// As engines take them.
    var labels: [String: String] {
        [
            "proxyd.image.installation": installation.description, "proxyd.image.service": service,
            "proxyd.image.generation": String(generation), "proxyd.image.created": String(createdAt),
        ]
    }

    /// What images of an installation are found by.
    static func filter(_ installation: InstallationID) -> String { "proxyd.image.installation=\(installation)" }
}
