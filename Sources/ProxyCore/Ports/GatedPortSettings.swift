/// What a worker is told of the ports of services that it listens on.
package struct GatedPortSettings: Sendable {
    /// The name of this node: ports of services are listened on where their endpoints name it; empty = nowhere.
    package var node = ""
    /// Connections that the kernel holds until they are accepted.
    package var backlog: Int32 = 4_096
    /// Which addresses the workers of this process have.
    package let claims = PortClaims()
    /// Is told whether a port could be had, at the first attempt and whenever that changes; called on the worker's thread,
    /// so it only hands over.
    package var told: (@Sendable (GatedPortReport) -> Void)?

    /// No ports.
    package init() {}
}
