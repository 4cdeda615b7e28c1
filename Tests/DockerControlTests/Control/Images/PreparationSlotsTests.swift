import Synchronization
import Testing

@testable import DockerControl

struct `Slots of preparation` {
    private final class Counts: Sendable {
        private let state = Mutex((now: 0, most: 0, done: 0))

        var most: Int { state.withLock { $0.most } }
        var done: Int { state.withLock { $0.done } }

        func begin() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.done) } }
        func end() { state.withLock { $0 = ($0.now - 1, $0.most, $0.done + 1) } }
    }

    @Test func `so many work at once, and all have their turn`() async throws {
        let slots = PreparationSlots(2)
        let counts = Counts()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    _ = try? await slots.whenFree(onWait: {}) { () throws(EngineFailure) in
                        counts.begin()
                        await Task.yield()
                        counts.end()
                    }
                }
            }
        }
        #expect(counts.done == 50)
        #expect((1...2).contains(counts.most))
    }

    @Test func `one that is cancelled while it waits takes no place`() async throws {
        let slots = PreparationSlots(1)
        let (held, hold) = AsyncStream.makeStream(of: Void.self)
        let (waits, waiting) = AsyncStream.makeStream(of: Void.self)
        let holder = Task {
            try await slots.whenFree(onWait: {}) { () throws(EngineFailure) in
                waiting.yield()
                for await _ in held { break }
            }
        }
        var order = waits.makeAsyncIterator()
        await order.next()
        let waiter = Task {
            do throws(EngineFailure) {
                try await slots.whenFree(onWait: { waiting.yield() }) { () throws(EngineFailure) in }
                return nil as EngineFailure.Code?
            } catch {
                return error.code
            }
        }
        await order.next()
        waiter.cancel()
        #expect(await waiter.value == .cancelled)
        hold.yield()
        try await holder.value
        #expect(try await slots.whenFree(onWait: {}) { () throws(EngineFailure) in 7 } == 7)
    }
}
