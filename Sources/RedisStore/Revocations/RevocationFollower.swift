package import Logging
package import ProxyModel
internal import ServiceLifecycle

/// Keeps this node told of every revocation: those in force at the start, then each new one.
///
/// Contract: `run` goes on until it is cancelled or shut down gracefully. What is in force is delivered first, be it
/// nothing. Nothing is missed: whenever the store was away, or the news do not reach back, everything in force is
/// delivered again, so the receiver must take a revocation twice. Revocations past their end may be delivered too.
package final class RevocationFollower: Service {
    /// How a follower behaves.
    package struct Options: Sendable {
        /// Milliseconds that one read waits; also how soon a store that was emptied is noticed.
        package var waitMS = 5_000
        /// Milliseconds of the first pause after a failure, doubled up to `longestPauseMS`.
        package var firstPauseMS: Int64 = 50
        /// Milliseconds that no pause exceeds.
        package var longestPauseMS: Int64 = 1_000

        /// Every default.
        package init() {}
    }

    private static let batch = 1_000

    private let client: RedisClient
    private let blocking: RedisClient
    private let options: Options
    private let logger: Logger
    private let deliver: @Sendable ([Revocation]) async -> Void

    /// Makes a follower; nothing happens before `run`, and reads that block get a connection of their own.
    package init(
        _ client: RedisClient, _ options: Options = Options(), logger: Logger,
        deliver: @escaping @Sendable ([Revocation]) async -> Void
    ) {
        self.client = client
        self.options = options
        self.logger = logger
        self.deliver = deliver
        blocking = client.dedicated(name: "proxyd-revocations")
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.follow() }
        blocking.close()
    }

    private func follow() async {
        var pauses = RedisBackoff(first: options.firstPauseMS, cap: options.longestPauseMS)
        var position: UInt64?
        while !Task.isCancelled {
            do throws(StoreFailure) {
                if let known = position {
                    position = try await advance(from: known)
                } else {
                    position = try await load()
                }
                pauses.reset()
            } catch {
                if Task.isCancelled { return }
                position = nil
                let pause = pauses.next(random: Double.random(in: 0...1))
                logger.warning("revocations cannot be read: \(error.text)", metadata: ["next_attempt_ms": "\(pause)"])
                try? await Task.sleep(for: .milliseconds(pause))
            }
        }
    }

    /// Delivers what is in force; returns the number of the last news before it was read.
    private func load() async throws(StoreFailure) -> UInt64 {
        let position = try await lastNumber()
        let reply = try await ask(client, ["ZRANGE", RedisArgument(RedisKeys.revocations), "0", "-1"])
        var revocations: [Revocation] = []
        for element in reply.elements ?? [] {
            guard let bytes = element.bytes else { continue }
            do throws(StoreFailure) {
                revocations.append(try StoredRevocation.decode(bytes))
            } catch {
                // One that nobody understands must not keep all others from being in force.
                logger.error("a revocation is left out: \(error.text)")
            }
        }
        await deliver(revocations)
        return position
    }

    /// Waits for news and delivers them; returns the new position, or nil when something was missed.
    private func advance(from position: UInt64) async throws(StoreFailure) -> UInt64? {
        let command: [RedisArgument] = [
            "XREAD", "COUNT", RedisArgument(Self.batch), "BLOCK", RedisArgument(max(options.waitMS, 1)), "STREAMS",
            RedisArgument(RedisKeys.revocationNews), RedisArgument("\(position)-0"),
        ]
        let reply = try await ask(blocking, command, timeoutMS: Int64(options.waitMS) + 5_000)
        guard let stream = reply.elements?.first?.elements, stream.count == 2, let entries = stream[1].elements else {
            // A store that was emptied counts from 1 again, which this position would wait for in vain.
            return try await lastNumber() >= position ? position : nil
        }
        var reached = position
        var revocations: [Revocation] = []
        for entry in entries {
            let news = try RevocationNews(entry)
            guard news.number == reached + 1 else { return nil }
            revocations += news.revocations
            reached = news.number
        }
        await deliver(revocations)
        return reached
    }

    private func lastNumber() async throws(StoreFailure) -> UInt64 {
        let command: [RedisArgument] = [
            "XREVRANGE", RedisArgument(RedisKeys.revocationNews), "+", "-", "COUNT", "1",
        ]
        guard let entry = try await ask(client, command).elements?.first else { return 0 }
        return try RevocationNews(entry).number
    }

    private func ask(
        _ client: RedisClient, _ command: [RedisArgument], timeoutMS: Int64? = nil
    ) async throws(StoreFailure) -> RedisReply {
        do throws(RedisError) {
            return try await client.send(command, timeoutMS: timeoutMS)
        } catch {
            throw StoreFailure(error)
        }
    }
}
