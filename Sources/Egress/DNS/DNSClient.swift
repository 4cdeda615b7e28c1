internal import Synchronization

/// Asks name servers and changes zones: one thread of its own for any number of questions at a time.
///
/// Messages are made and read by ldns. The thread ends with `shutDown()` or with the last reference.
package final class DNSClient: Sendable {
    private let settings: DNSSettings
    private let mailbox: DNSMailbox
    private let lastID = Atomic<UInt64>(0)

    /// Starts the thread; throws `DNSFailure` when the process has no resources left for it.
    package init(_ settings: DNSSettings = DNSSettings()) throws(DNSFailure) {
        self.settings = settings
        mailbox = try DNSMailbox.startingThread()
    }

    deinit { mailbox.stop() }

    /// Ends every question with `cancelled`, and the thread; later questions fail at once.
    package func shutDown() { mailbox.stop() }

    /// Asks for the records of a kind, at given servers or the system's, one after the other until one answers.
    ///
    /// `isRecursive` asks the server to look further; it is false for a zone's own servers. Throws `DNSFailure` of the
    /// last server that was asked, `cancelled` as soon as the task is cancelled.
    package func query(
        _ name: String, _ type: DNSRecordType, at servers: [DNSServer]? = nil, isRecursive: Bool = true
    ) async throws(DNSFailure) -> DNSAnswer {
        guard let name = DNSName.canonical(name) else { throw DNSFailure(.invalidName, name) }
        let servers = servers ?? settings.servers ?? ResolverFile.servers(settings.resolverFile)
        var last = DNSFailure(.noServers, name)
        for _ in 0..<max(settings.rounds, 1) {
            for server in servers {
                do throws(DNSFailure) {
                    return try await ask(name, type, isRecursive, server)
                } catch {
                    guard error.code != .cancelled else { throw error }
                    last = error
                }
            }
        }
        throw last
    }

    /// Has a zone's primary server make changes (RFC 2136), over a stream so that nothing is made twice or cut off.
    ///
    /// Throws `DNSFailure`: also when the answer to a signed update is not signed with the same key.
    package func update(
        _ update: DNSUpdate, at server: DNSServer, signedWith key: TSIGKey? = nil
    ) async throws(DNSFailure) {
        let request = try DNSMessage.update(update, id: UInt16.random(in: 0 ... .max), key: key)
        let deadline = ContinuousClock.now + settings.updateTimeout
        let reply = try await exchange(
            DNSExchange.Order(message: request.bytes, server: server, transport: .stream, deadline: deadline))
        try DNSMessage.check(updateReply: reply, to: request, key: key, server: server)
    }

    private func ask(
        _ name: String, _ type: DNSRecordType, _ isRecursive: Bool, _ server: DNSServer
    ) async throws(DNSFailure) -> DNSAnswer {
        let message = try DNSMessage.query(name, type, id: UInt16.random(in: 0 ... .max), isRecursive: isRecursive)
        var order = DNSExchange.Order(
            message: message, server: server, transport: .datagram, deadline: .now + settings.attemptTimeout)
        var reply = try await exchange(order)
        if DNSReply.isTruncated(reply) {
            order = DNSExchange.Order(
                message: message, server: server, transport: .stream, deadline: .now + settings.attemptTimeout)
            reply = try await exchange(order)
        }
        return try DNSMessage.answer(reply, asked: type, about: name, server: server)
    }

    private func exchange(_ order: DNSExchange.Order) async throws(DNSFailure) -> [UInt8] {
        let id = lastID.wrappingAdd(1, ordering: .relaxed).newValue
        let stage = Mutex(Stage.waiting)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<DNSExchange.Outcome, Never>) in
                let isAccepted = stage.withLock { stage in
                    guard stage == .waiting, !Task.isCancelled else { return false }
                    stage = .started
                    return mailbox.send(.start(id, order, continuation))
                }
                if !isAccepted { continuation.resume(returning: .failure(DNSFailure(.cancelled))) }
            }
        } onCancel: {
            // The thread must see the start before the cancellation, or it would never be cancelled.
            stage.withLock { stage in
                if stage == .started { _ = mailbox.send(.cancel(id)) }
                stage = .cancelled
            }
        }
        return try outcome.get()
    }

    private enum Stage {
        case waiting, started, cancelled
    }
}
