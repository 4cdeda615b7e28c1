internal import DockerControl
internal import Logging
internal import ProxyModel
internal import ServiceLifecycle
internal import Synchronization

/// Tells the reconcilers of all nodes which services the requests of this node use, and which ones they wait for.
///
/// It runs on every node: a service may be asked for where its engine is not.
final class ServiceActivity: Service, Sendable {
    private static let pause = Duration.seconds(1)

    private let store: ServiceUseStore
    /// When services were last used here, in milliseconds since 1970, for a now.
    private let uses: @Sendable (Int64) async -> [String: Int64]
    private let nudge: @Sendable () -> Void
    private let now: @Sendable () -> Int64
    private let logger: Logger
    private let wanted: AsyncStream<String>
    private let want: AsyncStream<String>.Continuation
    /// When each service was last used here, as the store was told.
    private let told = Mutex<[String: Int64]>([:])
    /// Whether the store is away, which is said once.
    private let isAway = Mutex(false)

    /// Makes the service; `nudge` tells the reconciler of this node that a wish is there.
    init(
        _ store: ServiceUseStore, logger: Logger, uses: @escaping @Sendable (_ now: Int64) async -> [String: Int64],
        nudge: @escaping @Sendable () -> Void, now: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.logger = logger
        self.uses = uses
        self.nudge = nudge
        self.now = now
        (wanted, want) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1_000))
    }

    /// Takes a wish: a request waits for a service that is asleep.
    ///
    /// The workers repeat it each second as long as one waits, so that none is lost for good.
    func wake(_ service: String) { want.yield(service) }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await service in self.wanted { await self.tell(wish: service) } }
                group.addTask {
                    while (try? await Task.sleep(for: Self.pause)) != nil { await self.round() }
                }
            }
        }
    }

    /// Tells of the services that were used since the last round.
    func round() async {
        let uses = await uses(now())
        let news = told.withLock { told in
            told = told.filter { uses[$0.key] != nil }
            return uses.filter { $0.value > told[$0.key] ?? .min }
        }
        for (service, time) in news {
            guard await tell({ () throws(StoreFailure) in try await self.store.note(use: time, of: service) }) else {
                return
            }
            told.withLock { $0[service] = time }
        }
    }

    private func tell(wish service: String) async {
        if await tell({ () throws(StoreFailure) in try await self.store.wake(service) }) { nudge() }
    }

    /// Whether the store took it; what it did not take is told again.
    private func tell(_ write: () async throws(StoreFailure) -> Void) async -> Bool {
        var failure: StoreFailure?
        do throws(StoreFailure) { try await write() } catch { failure = error }
        let isNews = isAway.withLock { isAway in
            defer { isAway = failure != nil }
            return isAway != (failure != nil)
        }
        if isNews, let failure {
            logger.warning("uses of services are told later", metadata: ["reason": "\(failure)"])
        }
        return failure == nil
    }
}
