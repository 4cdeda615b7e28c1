internal import ProxyCore

/// What workers have to do with services in containers.
struct WorkerServices: Sendable {
    /// Name of the node whose gated ports they listen on; empty = none are.
    let node: String
    /// Is told of services that are asleep while requests wait for them.
    let wakes: @Sendable (String) -> Void
    /// Is told whether ports could be had.
    let told: @Sendable (GatedPortReport) -> Void
}
