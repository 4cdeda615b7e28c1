package import ProxyModel

/// Why an engine was not asked, or what it said.
package enum ServiceControlFailure: Error, Equatable {
    /// This node has no engine: `DOCKER_HOST` is not set.
    case off
    /// The engine of this node is away.
    case away(String)
    /// The service is at the engine of another node.
    case elsewhere(node: String)
    /// There is no container of the service at the moment.
    case noContainer
    /// The engine refused or failed.
    case engine(EngineFailure)
    /// The store did.
    case store(StoreFailure)
}
