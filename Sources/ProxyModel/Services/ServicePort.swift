/// A port of the host that leads to a port of a service.
package struct ServicePort: Sendable, Equatable {
    /// What is spoken on a port.
    package enum Transport: String, Sendable, CaseIterable {
        case tcp, udp
    }

    /// Name within the service, `[a-z0-9_-]`, 1 to 32 bytes.
    package var name: String
    /// The port of the host.
    package var hostPort: UInt16
    /// The port in the container.
    package var containerPort: UInt16
    /// Address of the host in canonical form.
    package var bind = "127.0.0.1"
    /// What is spoken there.
    package var transport = Transport.tcp
    /// Whether only HTTP requests with a token are admitted.
    package var requiresToken = false
    /// SHA-256 of the port's own token, 64 lower-case hexadecimal digits; nil = only those of `PortToken` count.
    package var tokenDigest: String?
    /// Address blocks that connections may come from; empty = everybody.
    package var allowedSources: [String] = []
    /// For people.
    package var summary = ""
    /// Milliseconds since 1970.
    package var createdAt: Int64 = 0

    /// Makes a port on loopback.
    package init(name: String, hostPort: UInt16, containerPort: UInt16) {
        self.name = name
        self.hostPort = hostPort
        self.containerPort = containerPort
    }

    /// Whether this program's own listener stands before it, instead of the engine's.
    package var isGated: Bool { requiresToken || !allowedSources.isEmpty }
}
