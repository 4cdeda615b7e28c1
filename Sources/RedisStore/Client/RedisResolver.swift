internal import Reactor

/// Finds the addresses of a server's name.
struct RedisResolver {
    private let mailbox: Mailbox

    init(_ mailbox: Mailbox) { self.mailbox = mailbox }

    /// Calls `done` with the addresses, on the reactor's thread; with none when the name is not known.
    func resolve(_ host: String, port: UInt16, _ done: @escaping @Sendable ([SocketAddress]) -> Void) {
        if let address = IPAddress(host) { return done([.ip(address, port: port)]) }
        if host.lowercased() == "localhost" {
            return done(["127.0.0.1", "::1"].compactMap { IPAddress($0) }.map { .ip($0, port: port) })
        }
        done([])
    }
}
