/// A port of a service that this program's own listener stands before.
package struct PortGate: Sendable, Equatable {
    /// Name of the port within the service.
    package var name: String
    /// Address that is listened on.
    package var bind: String
    /// Port that is listened on.
    package var hostPort: UInt16
    /// Where admitted connections go, `address:port`; nil while there is no container.
    package var target: String?
    /// Whether HTTP is spoken and each request needs a token; else bytes are passed on as they come.
    package var requiresToken: Bool
    /// SHA-256 of the port's own token, 64 lower-case hexadecimal digits; nil = only those of `PortToken` count.
    package var tokenDigest: String?
    /// Address blocks that connections may come from; empty = everybody.
    package var allowedSources: [String]

    /// Makes the gate of a port.
    package init(_ port: ServicePort, target: String?) {
        name = port.name
        bind = port.bind
        hostPort = port.hostPort
        self.target = target
        requiresToken = port.requiresToken
        tokenDigest = port.tokenDigest
        allowedSources = port.allowedSources
    }
}
