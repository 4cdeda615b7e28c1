/// Whether there is an engine, as health and operations tell it.
package enum EngineCondition: Sendable, Equatable {
    /// `DOCKER_HOST` is not set.
    case off
    /// It cannot be used at the moment.
    case away(reason: String)
    /// It answers: its identifier, its version, the version of the API that is spoken, the name of this node.
    case connected(id: String, version: String, api: String, node: String)
}
