internal import FoundationEssentials
package import Logging
package import Reactor
internal import ServiceLifecycle

/// Keeps the shared session-ticket keys rotating: each node offers the rotation when it is due, one of them wins.
///
/// Delivers the keys at the start and whenever they may have changed; with the store away the last ones stay in force.
package struct TicketKeyService: Service {
    /// The name of the sealed record.
    package static let secretName = "ticket-keys"

    private let secrets: SharedSecrets
    private let logger: Logger
    private let pause: Duration
    private let onRound: @Sendable () -> Void
    private let deliver: @Sendable (TicketKeys) async -> Void

    /// Makes the service, which looks at the keys `every` so often; `deliver` gets the keys in force, and `onRound` is
    /// called when it has looked, also in vain.
    package init(
        _ secrets: SharedSecrets, logger: Logger, every pause: Duration = .seconds(60),
        onRound: @escaping @Sendable () -> Void = {}, deliver: @escaping @Sendable (TicketKeys) async -> Void
    ) {
        self.secrets = secrets
        self.logger = logger
        self.pause = pause
        self.onRound = onRound
        self.deliver = deliver
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var delivered: TicketKeyRing?
            while !Task.isCancelled {
                do {
                    let ring = try await rotate()
                    if let keys = ring.ticketKeys, ring != delivered {
                        await deliver(keys)
                        delivered = ring
                    }
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("session-ticket keys not rotated", metadata: ["reason": "\(error)"])
                }
                onRound()
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Rotates the shared ring if it is due, and returns the ring in force.
    package func rotate() async throws -> TicketKeyRing {
        let bytes = try await secrets.update(Self.secretName) { old in
            let now = Int64(Date().timeIntervalSince1970 * 1_000)
            guard let old, let ring = TicketKeyRing(encoded: old) else { return TicketKeyRing(now: now).encoded }
            return ring.rotated(now: now)?.encoded ?? old
        }
        guard let ring = TicketKeyRing(encoded: bytes) else {
            throw SharedSecretFailure(name: Self.secretName, reason: "it is not of the expected form")
        }
        return ring
    }
}
