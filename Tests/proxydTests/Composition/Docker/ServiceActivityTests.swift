import DockerControl
import Logging
import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import proxyd

struct `Use of services` {
    /// What workers tell, and a clock.
    private final class Workers: Sendable {
        private let state = Mutex((uses: [String: Int64](), now: Int64(0), nudges: 0))

        var now: Int64 { state.withLock { $0.now } }
        var nudges: Int { state.withLock { $0.nudges } }

        func set(_ uses: [String: Int64], now: Int64) { state.withLock { ($0.uses, $0.now) = (uses, now) } }
        func uses(_ now: Int64) -> [String: Int64] { state.withLock { $0.uses } }
        func nudge() { state.withLock { $0.nudges += 1 } }
    }

    private let workers = Workers()
    private let volatile = MemoryVolatileStore()
    private var store: ServiceUseStore { ServiceUseStore(volatile) }

    private var activity: ServiceActivity {
        let workers = workers
        return ServiceActivity(
            store, logger: Logger(label: "test"), uses: { workers.uses($0) }, nudge: { workers.nudge() },
            now: { workers.now })
    }

    @Test func `a use is told once, and again when there is a later one`() async throws {
        let activity = activity
        workers.set(["web": 900], now: 1_000)
        await activity.round()
        #expect(try await store.lastUse(of: "web") == 900)
        // Another node told of a later use meanwhile: what is known already does not overwrite it.
        try await store.note(use: 1_500, of: "web")
        workers.set(["web": 900], now: 2_000)
        await activity.round()
        #expect(try await store.lastUse(of: "web") == 1_500)
        workers.set(["web": 2_900, "other": 2_000], now: 3_000)
        await activity.round()
        #expect(try await store.lastUse(of: "web") == 2_900)
        #expect(try await store.lastUse(of: "other") == 2_000)
    }

    @Test func `a wish reaches the store and the reconciler`() async throws {
        let activity = activity
        let task = Task { try await activity.run() }
        activity.wake("web")
        while workers.nudges == 0 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(try await store.isWakeWanted("web"))
        #expect(try await !store.isWakeWanted("other"))
        task.cancel()
        _ = try? await task.value
    }
}
