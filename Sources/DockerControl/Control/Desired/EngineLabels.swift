package import ProxyModel

/// What this program writes on the things that it makes at engines, and finds them again by.
///
/// Each label of a kind is there, if only empty: a container has the labels of its image, too, and an image must not be able
/// to say what this program left out.
package struct EngineLabels: Sendable, Equatable {
    /// What carries the labels.
    package enum Subject: Sendable, Equatable {
        /// The container of a service; the definition is the service as the store keeps it, in base64url.
        case container(service: String, generation: Int64, definition: String?)
        /// A network, by the name that its owner gave it.
        case network(String)
        /// A volume, by the name that its owner gave it, made for a service.
        case volume(String, service: String)
    }

    /// What labels of this program begin with; others may not have it.
    package static let prefix = "proxyd."
    /// Definitions of more characters are left out, so that lists of containers stay small.
    static let definitionLimit = 256 << 10

    /// Whose it is.
    package let installation: InstallationID
    /// Name of the token that owns it; nil = admin.
    package let owner: String?
    /// Name of the node that made it.
    package let node: String
    /// What it is.
    package let subject: Subject

    /// Makes the labels of one thing.
    package init(installation: InstallationID, owner: String?, node: String, subject: Subject) {
        self.installation = installation
        self.owner = owner
        self.node = node
        self.subject = subject
    }

    /// The labels of a service's container, its definition included unless it is very long.
    package init(of service: ContainerService, installation: InstallationID, node: String) {
        let definition = Base64URL.encode(ConfigurationRecord.dockerService(service).storedJSON())
        self.init(
            installation: installation, owner: service.owner, node: node,
            subject: .container(
                service: service.name, generation: service.generation,
                definition: definition.utf8.count <= Self.definitionLimit ? definition : nil))
    }

    /// Reads labels; nil when they are not those of this program, or not complete.
    package init?(_ labels: [String: String]) {
        guard let installation = labels["proxyd.installation"].flatMap(InstallationID.init),
            let node = labels["proxyd.node"]
        else { return nil }
        let service = labels["proxyd.service"] ?? ""
        switch labels["proxyd.kind"] {
        case "container":
            guard !service.isEmpty, let generation = labels["proxyd.generation"].flatMap({ Int64($0) }) else {
                return nil
            }
            let definition = labels["proxyd.definition"] ?? ""
            subject = .container(
                service: service, generation: generation, definition: definition.isEmpty ? nil : definition)
        case "network":
            guard let name = labels["proxyd.network"] else { return nil }
            subject = .network(name)
        case "volume":
            guard let name = labels["proxyd.volume"], !service.isEmpty else { return nil }
            subject = .volume(name, service: service)
        default: return nil
        }
        self.installation = installation
        self.node = node
        let owner = labels["proxyd.owner"] ?? ""
        self.owner = owner.isEmpty ? nil : owner
    }

    /// The filter that every look at an engine uses.
    package static func filter(_ installation: InstallationID) -> String { "proxyd.installation=\(installation)" }

    /// As engines take them.
    package var labels: [String: String] {
        var labels = [
            "proxyd.installation": installation.description, "proxyd.node": node, "proxyd.owner": owner ?? "",
        ]
        switch subject {
        case .container(let service, let generation, let definition):
            labels["proxyd.kind"] = "container"
            labels["proxyd.service"] = service
            labels["proxyd.generation"] = String(generation)
            labels["proxyd.definition"] = definition ?? ""
        case .network(let name):
            labels["proxyd.kind"] = "network"
            labels["proxyd.network"] = name
        case .volume(let name, let service):
            labels["proxyd.kind"] = "volume"
            labels["proxyd.volume"] = name
            labels["proxyd.service"] = service
        }
        return labels
    }

    /// The service that a container's definition tells of; nil when there is none that can be read.
    package var definition: ContainerService? {
        guard case .container(_, _, let text?) = subject, let bytes = Base64URL.decode(text),
            case .dockerService(let service)? = try? ConfigurationRecord(kind: .dockerServices, storedJSON: bytes)
        else { return nil }
        return service
    }
}
