internal import Logging
internal import OAuthServer
internal import ProxyCore
internal import ProxyModel
internal import ServiceLifecycle

/// The trace of sign-ins in the store that all nodes share: for a day, bounded, and counted.
///
/// Contract: noting a step only queues it; steps that come faster than the store takes them are dropped, the oldest first.
final class StoredFlowTrace: FlowTrace, Service {
    private static let day: Int64 = 86_400_000
    private static let week = 7 * day
    private static let longestQueue = 4_096
    private static let longestReason = 500
    /// Entries kept of all steps, and of those of one client or user.
    private static let (length, partyLength) = (2_000, 200)
    /// Steps of strangers within a minute that get an entry under their client's name, and how long they are kept:
    /// strangers choose these names.
    private static let (strangersPerMinute, strangersTime) = (600, Int64(3_600_000))

    private let store: any VolatileStore
    private let logger: Logger
    private let now: @Sendable () -> Int64
    private let steps: AsyncStream<FlowStep>
    private let queue: AsyncStream<FlowStep>.Continuation

    init(_ store: any VolatileStore, logger: Logger, now: @escaping @Sendable () -> Int64) {
        self.store = store
        self.logger = logger
        self.now = now
        (steps, queue) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.longestQueue))
    }

    func note(_ step: FlowStep) async { queue.yield(step) }

    /// Notes what a worker's guard decided; waits for nothing (docs/decisions/0012-locks-on-workers.md).
    func note(_ decision: GuardDecision) {
        queue.yield(
            FlowStep(
                .call, isAccepted: decision.isAccepted, decision.reason, clientID: decision.clientID,
                subject: decision.subject, resource: decision.resource, clientAddress: decision.clientAddress,
                requestID: decision.requestID, time: now()))
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await step in self.steps {
                do throws(StoreFailure) {
                    try await self.write(step)
                } catch {
                    // A sign-in is worth more than its trace.
                    self.logger.debug("a step of a sign-in is not traced", metadata: ["reason": "\(error)"])
                }
            }
        }
    }

    /// The latest steps of one log, newest first.
    func latest(_ log: VolatileKey, limit: Int) async throws(StoreFailure) -> [JSONObject] {
        try await store.entries(log, limit: limit).compactMap { (try? JSONValue(parsing: $0))?.objectValue }
    }

    /// The latest steps about a client or a user, newest first: those that are kept under its name, and those of all that
    /// name it, as not every step of a stranger is kept twice.
    func latest(about kind: String, _ name: String, limit: Int) async throws(StoreFailure) -> [JSONObject] {
        let member = kind == "client" ? "client_id" : "subject"
        var steps = try await latest(Self.log(kind, name), limit: limit)
        for step in try await latest(Self.all, limit: Self.length) where step[member]?.stringValue == name {
            if !steps.contains(step) { steps.append(step) }
        }
        let ordered = steps.enumerated().sorted { one, other in
            let (first, second) = (one.element["time"]?.stringValue ?? "", other.element["time"]?.stringValue ?? "")
            return first == second ? one.offset < other.offset : first > second
        }
        return ordered.prefix(limit).map(\.element)
    }

    /// How often a stage was passed or refused today (UTC).
    func count(_ stage: FlowStep.Stage, accepted: Bool) async throws(StoreFailure) -> Int {
        let bytes = try await store.value(Self.counter(stage, accepted, at: now()))
        return bytes.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
    }

    /// Who was seen this week and the last one.
    func seen(_ kind: String) async throws(StoreFailure) -> Set<String> {
        let present = try await store.members(Self.index(kind, at: now()))
        return Set(present).union(try await store.members(Self.index(kind, at: now() - Self.week)))
    }

    static let all = VolatileKey(.trace, "all")

    /// The log of a client or a user.
    static func log(_ kind: String, _ name: String) -> VolatileKey {
        VolatileKey(.trace, kind + ":" + SecretDigest.hexadecimal(name))
    }

    private func write(_ step: FlowStep) async throws(StoreFailure) {
        let entry = JSONValue.object(Self.json(step)).compactBytes
        try await store.append(entry, to: Self.all, limit: Self.length, lifetime: Self.day)
        _ = try await store.count(Self.counter(step.stage, step.isAccepted, at: now()), window: 2 * Self.day)
        guard try await isWorthAName(step) else { return }
        for (kind, name) in [("client", step.clientID), ("user", step.subject)] {
            guard let name, name.utf8.count <= 2_048 else { continue }
            let isKnown = Self.isKnown(step)
            try await store.append(
                entry, to: Self.log(kind, name), limit: Self.partyLength,
                lifetime: isKnown ? Self.day : Self.strangersTime)
            guard isKnown else { continue }
            try await store.insert(name, into: Self.index(kind, at: now()), lifetime: 2 * Self.week)
        }
    }

    private func isWorthAName(_ step: FlowStep) async throws(StoreFailure) -> Bool {
        guard !Self.isKnown(step) else { return true }
        let count = try await store.count(VolatileKey(.throttle, "trace-strangers"), window: 60_000).count
        return count <= Self.strangersPerMinute
    }

    /// Whether somebody signed in, or a client proved what it holds: registering and asking is free to everybody.
    private static func isKnown(_ step: FlowStep) -> Bool {
        guard step.isAccepted else { return false }
        return switch step.stage {
        case .token, .refresh, .revoke, .call: true
        case .discovery, .register, .authorize, .signIn, .consent: step.subject != nil
        }
    }

    private static func json(_ step: FlowStep) -> JSONObject {
        [
            "v": 1, "time": .string(Timestamp(milliseconds: step.time).description),
            "stage": .string(step.stage.rawValue), "accepted": .bool(step.isAccepted),
            "reason": .string(String(step.reason.prefix(longestReason))), "client_id": text(step.clientID),
            "subject": text(step.subject), "resource": text(step.resource),
            "client_address": .string(step.clientAddress), "request_id": .string(step.requestID),
        ]
    }

    private static func text(_ text: String?) -> JSONValue { text.map { .string(String($0.prefix(2_048))) } ?? .null }

    private static func counter(_ stage: FlowStep.Stage, _ isAccepted: Bool, at now: Int64) -> VolatileKey {
        VolatileKey(.usage, "flow:\(stage.rawValue):\(isAccepted ? "accepted" : "refused"):\(now / day)")
    }

    private static func index(_ kind: String, at now: Int64) -> VolatileKey {
        VolatileKey(.index, "seen-\(kind):\(now / week)")
    }
}
