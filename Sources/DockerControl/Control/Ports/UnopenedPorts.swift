internal import ProxyModel
internal import Synchronization

/// The ports of services that this node should listen on itself and cannot have, as those who tried have told.
package final class UnopenedPorts: Sendable {
    private struct Place: Hashable {
        let service: String
        let address: [UInt8]
        let port: UInt16
    }

    private struct Refusal {
        let isTaken: Bool
        let reason: String
        let at: Int64
    }

    private let refusals = Mutex<[Place: Refusal]>([:])

    /// None.
    package init() {}

    /// Takes note of a port that cannot be had; `at` in milliseconds since 1970.
    ///
    /// Returns whether that is news.
    package func note(
        _ service: String, _ address: String, _ port: UInt16, isTaken: Bool, reason: String, at: Int64
    ) -> Bool {
        let refusal = Refusal(isTaken: isTaken, reason: reason, at: at)
        return refusals.withLock { refusals in
            let place = Self.place(service, address, port)
            guard refusals[place]?.reason != reason else { return false }
            refusals[place] = refusal
            return true
        }
    }

    /// Takes note of a port that is listened on; returns whether that is news.
    package func opened(_ service: String, _ address: String, _ port: UInt16) -> Bool {
        refusals.withLock { $0.removeValue(forKey: Self.place(service, address, port)) != nil }
    }

    /// What to say of a service whose ports are not all there; nil = they are.
    func failure(of service: ContainerService) -> ServiceStatus.Failure? {
        let found = refusals.withLock { refusals in
            service.ports.filter(\.isGated).compactMap { port in
                refusals[Self.place(service.name, port.bind, port.hostPort)].map { (port: port, refusal: $0) }
            }
        }
        guard let first = found.first else { return nil }
        let words = found.map { "port \($0.port.hostPort) cannot be opened on \($0.port.bind): \($0.refusal.reason)" }
        return ServiceStatus.Failure(
            code: first.refusal.isTaken ? EngineFailure.Code.portTaken.word : "portUnavailable",
            message: words.joined(separator: "; ") + "; it is tried again every few seconds",
            at: found.map(\.refusal.at).max() ?? first.refusal.at)
    }

    /// Addresses have several spellings.
    private static func place(_ service: String, _ address: String, _ port: UInt16) -> Place {
        Place(service: service, address: AddressBlock.address(address) ?? Array(address.utf8), port: port)
    }
}
