package import ProxyModel

/// What this program writes on the things that it makes at engines, and finds them again by.
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
        let service = labels["proxyd.service"]
        if let name = labels["proxyd.network"] {
            subject = .network(name)
        } else if let name = labels["proxyd.volume"], let service {
            subject = .volume(name, service: service)
        } else if let service, let generation = labels["proxyd.generation"].flatMap({ Int64($0) }) {
            subject = .container(service: service, generation: generation, definition: labels["proxyd.definition"])
        } else {
            return nil
        }
        self.installation = installation
        self.node = node
        owner = labels["proxyd.owner"]
    }

    /// The filter that every look at an engine uses.
    package static func filter(_ installation: InstallationID) -> String { "proxyd.installation=\(installation)" }

    /// As engines take them.
    package var labels: [String: String] {
        var labels = ["proxyd.installation": installation.description, "proxyd.node": node]
        if let owner { labels["proxyd.owner"] = owner }
        switch subject {
        case .container(let service, let generation, let definition):
            labels["proxyd.service"] = service
            labels["proxyd.generation"] = String(generation)
            if let definition { labels["proxyd.definition"] = definition }
        case .network(let name): labels["proxyd.network"] = name
        case .volume(let name, let service):
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
