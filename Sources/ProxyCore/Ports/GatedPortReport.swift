package import Reactor

/// Whether a worker listens on a port of a service.
package struct GatedPortReport: Sendable, Equatable {
    /// Name of the service.
    package let service: String
    /// Name of the port within the service.
    package let port: String
    /// Where it is listened on.
    package let address: SocketAddress
    /// Why it cannot be had; nil = the worker listens there.
    package let failure: SystemError?

    /// Makes a report.
    package init(service: String, port: String, address: SocketAddress, failure: SystemError?) {
        self.service = service
        self.port = port
        self.address = address
        self.failure = failure
    }
}
