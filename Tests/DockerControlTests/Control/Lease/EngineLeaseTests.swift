import DockerControl
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite struct `The lease of an engine` {
    private final class Clock: Sendable {
        private let time = Mutex<Int64>(0)
        var now: Int64 { time.withLock { $0 } }
        func advance(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }
    }

    @Test func `is one process's at a time`() async throws {
        let clock = Clock()
        let store = MemoryVolatileStore(now: { clock.now })
        let one = EngineLease(store, engine: "E", holder: "one")
        let two = EngineLease(store, engine: "E", holder: "two")
        let other = EngineLease(store, engine: "F", holder: "two")
        #expect(!one.isHeld)
        #expect(try await one.take())
        #expect(one.isHeld)
        #expect(try await !two.take())
        #expect(!two.isHeld)
        #expect(try await other.take())
        clock.advance(10_000)
        #expect(try await one.take())
        clock.advance(10_000)
        #expect(try await !two.take())
    }

    @Test func `goes to another one when it was not renewed`() async throws {
        let clock = Clock()
        let store = MemoryVolatileStore(now: { clock.now })
        let one = EngineLease(store, engine: "E", holder: "one")
        let two = EngineLease(store, engine: "E", holder: "two")
        #expect(try await one.take())
        clock.advance(15_001)
        #expect(try await two.take())
        #expect(try await !one.take())
        #expect(!one.isHeld)
        // The same name is not the same holder: a process that was started again is another one.
        let again = EngineLease(store, engine: "E", holder: "two")
        #expect(try await !again.take())
    }

    @Test func `is free when it was given back, but not when another one has it`() async throws {
        let clock = Clock()
        let store = MemoryVolatileStore(now: { clock.now })
        let one = EngineLease(store, engine: "E", holder: "one")
        let two = EngineLease(store, engine: "E", holder: "two")
        #expect(try await one.take())
        await one.release()
        #expect(!one.isHeld)
        clock.advance(2)
        #expect(try await two.take())
        await one.release()
        clock.advance(2)
        #expect(try await !one.take())
    }

    @Test func `stays as it is while the store is away`() async throws {
        let store = MemoryVolatileStore()
        let one = EngineLease(store, engine: "E", holder: "one")
        #expect(try await one.take())
        store.setOutage("test")
        await #expect(throws: StoreFailure.self) { try await one.take() }
        #expect(one.isHeld)
    }
}
