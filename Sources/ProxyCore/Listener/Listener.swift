package import Reactor

/// A bound address with what is expected on its connections.
package final class Listener: EventHandler {
    /// What a listener serves.
    package struct Role: Sendable, Hashable {
        /// Every connection begins with a TLS handshake.
        package var isTLS = false
        /// Every connection begins with a PROXY protocol header.
        package var expectsProxyHeader = false
        /// The first byte decides between TLS and plain HTTP.
        package var detectsTLS = false
        /// Every request goes to the management API.
        package var isManagement = false

        /// Plain HTTP.
        package init() {}
    }

    let role: Role
    let worker: Worker
    /// The port of a service that it stands before; nil = it serves hosts.
    let port: GatedPort?
    var expectsProxyHeader: Bool { self.role.expectsProxyHeader }
    var isTLS: Bool { self.role.isTLS }
    var detectsTLS: Bool { self.role.detectsTLS }
    var isManagement: Bool { self.role.isManagement }
    /// Whether it accepts nobody until the worker welcomes them; who connects waits in the backlog.
    private(set) var isHeld: Bool
    private var isPaused = false

    init(role: Role, worker: Worker, port: GatedPort? = nil, isHeld: Bool = false) {
        self.role = role
        self.worker = worker
        self.port = port
        self.isHeld = isHeld
    }

    /// Watches a listening socket.
    func open(_ descriptor: Int32) throws(SystemError) {
        try self.worker.reactor.registerListening(self, descriptor)
        if self.isHeld { self.worker.reactor.setListening(self, false) }
    }

    /// Accepts who has waited, and everybody from now on.
    func release() {
        guard self.isHeld else { return }
        self.isHeld = false
        if !self.isPaused { self.worker.reactor.setListening(self, true) }
    }

    /// Accepts one connection, and more the longer the batch is that others will have to wait for: the loop calls again in
    /// its next turn while somebody waits, so nobody is asked in vain.
    package override func ready(_ bits: UInt32) {
        for _ in 0...self.worker.reactor.eventCount / 4 {
            guard self.descriptor >= 0, !self.isPaused, !self.isHeld else { return }
            switch Socket.accept(self.descriptor) {
            case .connection(let descriptor, let address):
                self.worker.accepted(descriptor, address, self)
            case .wouldBlock:
                return
            case .aborted:
                continue
            case .exhausted(let code):
                // No descriptor is left: to ask again at once would spin. The backlog keeps who waits.
                self.pause()
                self.worker.acceptPaused(code)
                return
            }
        }
    }

    /// Stops accepting for a moment.
    func pause() {
        self.isPaused = true
        self.worker.reactor.setListening(self, false)
        self.worker.reactor.setDeadline(self, after: 100)
    }

    package override func deadlineReached() {
        self.isPaused = false
        if !self.isHeld { self.worker.reactor.setListening(self, true) }
    }

    /// Stops listening for good.
    func close() { self.worker.reactor.close(self) }
}
