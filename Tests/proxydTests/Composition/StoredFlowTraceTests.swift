import Logging
import OAuthServer
import ProxyModel
import Synchronization
import TestSupport
import Testing

@testable import proxyd

@Suite(.timeLimit(.minutes(1)))
struct `The trace of sign-ins` {
    private final class Clock: Sendable {
        private let milliseconds = Mutex<Int64>(1_800_000_000_000)
        var now: Int64 { milliseconds.withLock { $0 } }
        func advance(_ duration: Int64) { milliseconds.withLock { $0 += duration } }
    }

    private let clock = Clock()
    private let store: MemoryVolatileStore
    private let trace: StoredFlowTrace

    init() {
        let clock = clock
        store = MemoryVolatileStore(now: { clock.now })
        trace = StoredFlowTrace(
            store, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { clock.now })
    }

    private func step(
        _ reason: String, client: String? = nil, user: String? = nil, stage: FlowStep.Stage = .token,
        isAccepted: Bool = true
    ) -> FlowStep {
        FlowStep(
            stage, isAccepted: isAccepted, reason, clientID: client, subject: user, clientAddress: "192.0.2.1",
            requestID: "r", time: clock.now)
    }

    /// Notes steps and waits until the last of them is written.
    private func write(_ steps: [FlowStep]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await trace.run() }
            for step in steps { await trace.note(step) }
            await trace.note(step("the end"))
            while try await trace.latest(StoredFlowTrace.all, limit: 1).first?["reason"] != "the end" {
                await Task.yield()
            }
            group.cancelAll()
        }
    }

    private func reasons(_ log: VolatileKey, limit: Int = 100) async throws -> [String] {
        try await trace.latest(log, limit: limit).compactMap { $0["reason"]?.stringValue }
    }

    @Test func `about somebody tells also what is kept for all alone, in order and once`() async throws {
        var steps = [step("one", client: "c", user: "local:ann"), step("two", client: "d", user: "local:ann")]
        clock.advance(1_000)
        steps.append(step("three", client: "c", stage: .register))
        clock.advance(1_000)
        steps.append(step("four", client: "c", user: "local:ann", stage: .call))
        // So many strangers that this one has no log of its own.
        for _ in 0..<600 { _ = try await store.count(VolatileKey(.throttle, "trace-strangers"), window: 60_000) }
        try await write(steps)
        #expect(try await reasons(StoredFlowTrace.log("client", "c")) == ["four", "one"])
        let told = try await trace.latest(about: "client", "c", limit: 10)
        #expect(told.map { $0["reason"] } == ["four", "three", "one"])
        #expect(told.first?["stage"] == "call")
        #expect(try await trace.latest(about: "client", "c", limit: 2).map { $0["reason"] } == ["four", "three"])
        #expect(
            try await trace.latest(about: "user", "local:ann", limit: 10).map { $0["reason"] } == [
                "four", "two", "one",
            ])
    }

    @Test func `is kept for all, and for each client and user`() async throws {
        try await write([
            step("one", client: "c", user: "local:ann"), step("two", client: "d"),
            step("three", client: "c", isAccepted: false),
        ])
        #expect(try await reasons(StoredFlowTrace.all) == ["the end", "three", "two", "one"])
        #expect(try await reasons(StoredFlowTrace.all, limit: 2) == ["the end", "three"])
        #expect(try await reasons(StoredFlowTrace.log("client", "c")) == ["three", "one"])
        #expect(try await reasons(StoredFlowTrace.log("user", "local:ann")) == ["one"])
        #expect(try await reasons(StoredFlowTrace.log("client", "none")).isEmpty)
    }

    @Test func `names users and clients that got through, for a week at least`() async throws {
        try await write([step("x", client: "c", user: "local:ann"), step("y", client: "bad", isAccepted: false)])
        #expect(try await trace.seen("client") == ["c"])
        #expect(try await trace.seen("user") == ["local:ann"])
        clock.advance(7 * 86_400_000)
        #expect(try await trace.seen("client") == ["c"])
        clock.advance(14 * 86_400_000)
        #expect(try await trace.seen("client").isEmpty)
    }

    @Test func `counts what passed and what was refused, each day anew`() async throws {
        try await write([step("x"), step("y"), step("z", isAccepted: false), step("s", stage: .signIn)])
        #expect(try await trace.count(.token, accepted: true) == 3)
        #expect(try await trace.count(.token, accepted: false) == 1)
        #expect(try await trace.count(.signIn, accepted: true) == 1)
        clock.advance(86_400_000)
        #expect(try await trace.count(.token, accepted: true) == 0)
    }

    @Test func `ends after a day`() async throws {
        try await write([step("x", client: "c")])
        clock.advance(86_400_000 + 1)
        #expect(try await reasons(StoredFlowTrace.all).isEmpty)
        #expect(try await reasons(StoredFlowTrace.log("client", "c")).isEmpty)
    }

    @Test func `is not filled with names by strangers who are refused`() async throws {
        try await write((0..<900).map { step("no", client: "c\($0)", isAccepted: false) })
        let names = store.keys.filter { $0.family == .trace && $0.id.hasPrefix("client:") }
        #expect(names.count == 600)
    }

    @Test func `holds nobody up while the store is away`() async throws {
        store.setOutage("away")
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await trace.run() }
            for _ in 0..<10_000 { await trace.note(step("lost")) }
            group.cancelAll()
        }
        #expect(store.keys.isEmpty)
    }

    @Test func `holds no more than it may of a long text`() async throws {
        try await write([step(String(repeating: "a", count: 100_000), client: String(repeating: "c", count: 3_000))])
        let entry = try #require(try await trace.latest(StoredFlowTrace.all, limit: 2).last)
        #expect(entry["reason"]?.stringValue?.count == 500)
        #expect(entry["client_id"]?.stringValue?.count == 2_048)
    }
}
