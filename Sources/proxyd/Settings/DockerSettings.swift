package import DockerControl
package import ProxyModel

/// The container engine of this node, and what services may ask of it.
package struct DockerSettings: Sendable {
    /// Who may say what runs in containers.
    package enum Creation: String, Sendable, CaseIterable {
        /// `ADMIN_TOKEN` alone.
        case admin
        /// Every token of the management API.
        case token
    }

    /// What happens with containers that carry this installation's label and belong to no service on record.
    package enum Orphans: String, Sendable, CaseIterable {
        /// They are listed, and an operator decides.
        case report
        /// Services are put on record again by what the containers say of them.
        case adopt
    }

    /// Address of the engine as it was written; nil = there is none, and nothing is asked of one.
    package var host: String?
    /// Version of the API that is spoken; nil = the newest that both sides know.
    package var apiVersion: EngineVersion?
    /// Whether TCP speaks TLS, with certificates on both sides.
    package var verifiesTLS = false
    /// Folder with `ca.pem`, `cert.pem` and `key.pem`.
    package var certificateFolder: String?
    /// Path of a file in the form of Docker's `config.json`, whose `auths` are shown to registries.
    package var registryCredentials: String?
    /// Name that services are placed by; nil = the host's.
    package var nodeName: String?
    /// Labels that services are placed by.
    package var nodeLabels: [ServiceText] = []
    /// How requests reach a container.
    package var reach = EngineReach.network
    /// Whether networks of services have no way out.
    package var hasInternalNetworks = false
    /// What happens when somebody else changes or removes a container of a service that says nothing of it.
    package var drift = ContainerService.DriftPolicy.repair
    /// What happens with containers without a service.
    package var orphans = Orphans.report
    /// Globs of the hosts that labels of others' containers may ask for; empty = labels are not looked at.
    package var labelHosts: [String] = []
    /// Who may say what runs in containers.
    package var creation = Creation.admin
    /// What services may ask for.
    package var policy = ServicePolicy()

    /// The engine's address; nil where there is none.
    ///
    /// Throws `EngineAddress.Problem`.
    package func address() throws(EngineAddress.Problem) -> EngineAddress? {
        guard let host else { return nil }
        return try EngineAddress(host, verifiesTLS: verifiesTLS, certificateFolder: certificateFolder)
    }
}
