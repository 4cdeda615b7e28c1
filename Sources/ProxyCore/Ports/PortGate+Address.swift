internal import ProxyModel
internal import Reactor

extension PortGate {
    /// Where it is listened on; nil for a text that is no address.
    var address: SocketAddress? { IPAddress(self.bind).map { .ip($0, port: self.hostPort) } }
}
