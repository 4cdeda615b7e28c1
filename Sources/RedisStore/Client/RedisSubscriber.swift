internal import Reactor
internal import Synchronization

/// Messages of Redis channels, over a connection of their own.
///
/// Contract: it subscribes again by itself after each loss. What was published meanwhile is lost, as Redis has it: use streams
/// for what must not be. A reader that is slower than the channels loses the oldest of 1,024 waiting messages.
package final class RedisSubscriber: Sendable {
    /// One message.
    package struct Message: Sendable, Equatable {
        package let channel: String
        package let payload: [UInt8]
    }

    private static let waitingLimit = 1_024

    /// The messages in the order of their arrival, for one reader; the stream ends after `close`.
    package let messages: AsyncStream<Message>
    private let continuation: AsyncStream<Message>.Continuation
    private let reactor: ControlReactor
    private let box: Box

    private final class Box: Sendable {
        let content = Mutex<LoopBound<RedisConnection>?>(nil)
    }

    /// Subscribes to channels and begins to connect.
    package init(_ url: RedisURL, channels: [String], _ options: RedisOptions, on reactor: ControlReactor) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Message.self, bufferingPolicy: .bufferingNewest(Self.waitingLimit))
        messages = stream
        self.continuation = continuation
        self.reactor = reactor
        let box = Box()
        self.box = box
        reactor.post { reactor in
            let connection = RedisConnection(reactor, url, options, isSubscriber: true)
            connection.onReady = { [unowned connection] in
                connection.push(["SUBSCRIBE"] + channels.map { RedisArgument($0) })
            }
            connection.onPush = { reply in
                if let message = Self.message(reply) { continuation.yield(message) }
            }
            let bound = LoopBound(connection)
            box.content.withLock { $0 = bound }
            connection.start()
        }
    }

    deinit { close() }

    /// Ends the subscription for good.
    package func close() {
        continuation.finish()
        reactor.post { [box] _ in box.content.withLock { $0 }?.value.close() }
    }

    private static func message(_ reply: RedisReply) -> Message? {
        guard let parts = reply.elements, parts.count == 3, parts[0].text == "message", let channel = parts[1].text,
            let payload = parts[2].bytes
        else { return nil }
        return Message(channel: channel, payload: payload)
    }
}
