internal import Reactor
internal import Synchronization

/// One connection to Redis, for any number of callers at once: their commands are pipelined.
///
/// Contract: it connects at once and again by itself for ever. A command whose connection breaks is never sent twice.
/// A blocking command (`XREAD BLOCK`) stops everything behind it: give it a client of its own by `dedicated`.
package final class RedisClient: Sendable {
    private struct Submission: Sendable {
        let id: UInt64
        let bytes: [UInt8]
        let replies: Int
        let timeoutMS: Int64
        let completion: RedisConnection.Completion
    }

    /// Where the server is.
    package let url: RedisURL
    private let options: RedisOptions
    private let reactor: ControlReactor
    private let connection: Box
    private let submissions = Mutex<[Submission]>([])
    private let counter = Atomic<UInt64>(0)

    /// Where the reactor's thread keeps the connection.
    private final class Box: Sendable {
        let content = Mutex<LoopBound<RedisConnection>?>(nil)

        var connection: RedisConnection? { content.withLock { $0 }?.value }
    }

    /// Makes a client and begins to connect.
    package init(_ url: RedisURL, _ options: RedisOptions = RedisOptions(), on reactor: ControlReactor) {
        self.url = url
        self.options = options
        self.reactor = reactor
        let box = Box()
        connection = box
        reactor.post { reactor in
            let connection = RedisConnection(reactor, url, options)
            let bound = LoopBound(connection)
            box.content.withLock { $0 = bound }
            connection.start()
        }
    }

    deinit { close() }

    /// A client with a connection of its own to the same server, for commands that block.
    package func dedicated(name: String) -> RedisClient {
        var options = options
        options.name = name
        return RedisClient(url, options, on: reactor)
    }

    /// Sends a command and waits for its answer; an error answer is thrown as `RedisError.server`.
    ///
    /// `timeoutMS` is the deadline in milliseconds for connection and answer together; nil = the option's.
    package func send(_ command: [RedisArgument], timeoutMS: Int64? = nil) async throws(RedisError) -> RedisReply {
        let replies = try await pipeline([command], timeoutMS: timeoutMS)
        guard let reply = replies.first else { throw .unexpectedReply("no reply") }
        if case .error(let error) = reply { throw .server(error) }
        return reply
    }

    /// Sends commands in one go, in this order, and waits for all answers; error answers stay in the result.
    ///
    /// Other callers' commands do not come between them on this connection, but it is no transaction.
    package func pipeline(
        _ commands: [[RedisArgument]], timeoutMS: Int64? = nil
    ) async throws(RedisError) -> [RedisReply] {
        guard !commands.isEmpty else { return [] }
        guard !Task.isCancelled else { throw .cancelled }
        var bytes: [UInt8] = []
        for command in commands { RedisCommandEncoder.append(command, to: &bytes) }
        let encoded = bytes
        let id = counter.wrappingAdd(1, ordering: .relaxed).newValue
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                submit(
                    Submission(
                        id: id, bytes: encoded, replies: commands.count,
                        timeoutMS: timeoutMS ?? options.commandTimeoutMS,
                        completion: { continuation.resume(returning: $0) }))
            }
        } onCancel: {
            reactor.post { [connection] _ in connection.connection?.abandon(id) }
        }
        return try result.get()
    }

    /// Ends for good; what waits fails with `RedisError.closed`.
    package func close() {
        reactor.post { [connection] _ in connection.connection?.close() }
    }

    private func submit(_ submission: Submission) {
        let isFirst = submissions.withLock { queue in
            queue.append(submission)
            return queue.count == 1
        }
        // One job takes what many callers queue, and writes it by one call.
        guard isFirst else { return }
        guard !reactor.post({ _ in self.takeSubmissions() }) else { return }
        let refused = submissions.withLock { queue in
            let refused = queue
            queue = []
            return refused
        }
        for item in refused { item.completion(.failure(.closed)) }
    }

    private func takeSubmissions() {
        let taken = submissions.withLock { queue in
            let taken = queue
            queue = []
            return taken
        }
        guard let connection = connection.connection else { return }
        for item in taken {
            connection.submit(
                item.id, item.bytes, replies: item.replies, timeoutMS: item.timeoutMS, item.completion)
        }
        connection.flush()
    }
}
