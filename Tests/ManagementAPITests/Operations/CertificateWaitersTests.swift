import ProxyModel
import Synchronization
import Testing

@testable import ManagementAPI

@Suite(.timeLimit(.minutes(1))) struct `Those who wait for a certificate` {
    private final class Looks: Sendable {
        private let number = Mutex(0)

        var count: Int { number.withLock { $0 } }

        func add() -> Int {
            number.withLock { number in
                number += 1
                return number
            }
        }
    }

    private let waiters = CertificateWaiters()

    @Test func `look again when they are told of a change`() async throws {
        let looks = Looks()
        let soon = ContinuousClock.now + .seconds(30)
        async let found = waiters.wait(for: "a", until: soon) { () throws(Problem) -> Int? in
            let count = looks.add()
            return count >= 40 ? count : nil
        }
        // By back-off alone forty looks would take more than a minute.
        while looks.count < 40 {
            waiters.wake(["a", "b"])
            await Task.yield()
        }
        #expect(try await found == 40)
    }

    @Test func `look more and more rarely when nothing changes`() async throws {
        let looks = Looks()
        let found = try await waiters.wait(for: "a", until: .now + .seconds(2)) { () throws(Problem) -> Int? in
            _ = looks.add()
            return nil
        }
        #expect(found == nil && (1...8).contains(looks.count), "polling four times a second would be nine")
    }

    @Test func `are bounded in number`() async throws {
        let looks = Looks()
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 0..<CertificateWaiters.limit {
                group.addTask {
                    try await waiters.wait(for: "a", until: .now + .seconds(30)) { () throws(Problem) -> Int? in
                        _ = looks.add()
                        return nil
                    }
                }
            }
            while looks.count < CertificateWaiters.limit { await Task.yield() }
            let refused = try await waiters.wait(for: "b", until: .now + .seconds(30)) {
                () throws(Problem) -> Int? in nil
            }
            #expect(refused == nil, "it looked once")
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(try await waiters.wait(for: "a", until: .now) { () throws(Problem) -> Int? in 1 } == 1)
    }
}
