internal import DockerControl
internal import Glibc
internal import ProxyCore
internal import Reactor

extension UnopenedPorts {
    /// Takes note of what a worker reports; whether that is news.
    func note(_ report: GatedPortReport, at now: Int64) -> Bool {
        guard case .ip(let address, let port) = report.address else { return false }
        guard let failure = report.failure else { return opened(report.service, "\(address)", port) }
        let reason =
            switch failure.code {
            case EADDRINUSE: "the address is in use by another program"
            case EADDRNOTAVAIL: "this host does not have the address"
            case EACCES: "only root may bind it (or with CAP_NET_BIND_SERVICE)"
            default: failure.description
            }
        return note(
            report.service, "\(address)", port, isTaken: failure.code == EADDRINUSE, reason: reason, at: now)
    }
}
