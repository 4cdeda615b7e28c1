package import ProxyModel

/// The progress of issuances in Redis.
///
/// Values and leases are spread over a cluster by the certificate's name; the schedule is one sorted set.
package struct RedisIssuanceStore: IssuanceStore {
    /// Milliseconds: longer than any lease of a node that hangs.
    private static let tokenRetention: Int64 = 86_400_000
    private static let batch = 1_000

    private let client: RedisClient

    /// Makes a store over a client.
    package init(_ client: RedisClient) { self.client = client }

    // MARK: - Values and leases

    package func value(_ name: String) async throws(StoreFailure) -> [UInt8]? {
        try await ask(["HGET", RedisArgument(RedisKeys.issuance(name)), "value"]).bytes
    }

    package func values(_ names: [String]) async throws(StoreFailure) -> [[UInt8]?] {
        guard !names.isEmpty else { return [] }
        let commands = names.map { name -> [RedisArgument] in
            ["HGET", RedisArgument(RedisKeys.issuance(name)), "value"]
        }
        do throws(RedisError) {
            return try await client.pipeline(commands).map { (reply) throws(RedisError) in
                if case .error(let refusal) = reply { throw .server(refusal) }
                return reply.bytes
            }
        } catch {
            throw StoreFailure(error)
        }
    }

    package func acquire(_ name: String, lifetime: Int64) async throws(StoreFailure) -> IssuanceLease? {
        let reply = try await run(IssuanceScripts.acquire, Self.keys(name), [RedisArgument(max(lifetime, 1))])
        guard reply != .null else { return nil }
        guard let token = reply.integer else { throw .corrupt("the lease on '\(name)' has no token") }
        return IssuanceLease(name: name, token: token)
    }

    package func renew(_ lease: IssuanceLease, lifetime: Int64) async throws(StoreFailure) -> Bool {
        let operands = [RedisArgument(lease.token), RedisArgument(max(lifetime, 1))]
        return try await run(IssuanceScripts.renew, Self.keys(lease.name), operands).integer == 1
    }

    package func release(_ lease: IssuanceLease) async throws(StoreFailure) {
        _ = try await run(IssuanceScripts.release, Self.keys(lease.name), [RedisArgument(lease.token)])
    }

    package func save(_ value: [UInt8], under lease: IssuanceLease) async throws(StoreFailure) -> Bool {
        let operands = [RedisArgument(lease.token), RedisArgument(value)]
        return try await run(IssuanceScripts.save, [RedisKeys.issuance(lease.name)], operands).integer == 1
    }

    package func forget(under lease: IssuanceLease) async throws(StoreFailure) -> Bool {
        let operands = [RedisArgument(lease.token), RedisArgument(Self.tokenRetention)]
        guard try await run(IssuanceScripts.forget, Self.keys(lease.name), operands).integer == 1 else { return false }
        // Last what brings it back: whoever ends in between leaves nothing that nobody comes to forget.
        try await noteFailure(lease.name, since: nil)
        _ = try await ask(["ZREM", Self.due, RedisArgument(lease.name)])
        return true
    }

    // MARK: - Schedule

    package func schedule(_ name: String, at time: Int64) async throws(StoreFailure) {
        _ = try await ask(["ZADD", Self.due, RedisArgument(time), RedisArgument(name)])
    }

    package func hasten(_ names: [String], to time: Int64) async throws(StoreFailure) {
        for part in Self.batches(names) {
            let members = part.flatMap { [RedisArgument(time), RedisArgument($0)] }
            _ = try await ask(["ZADD", Self.due, "LT"] + members)
        }
    }

    package func due(by now: Int64, limit: Int) async throws(StoreFailure) -> [String] {
        guard limit > 0 else { return [] }
        let reply = try await ask([
            "ZRANGE", Self.due, "-inf", RedisArgument(now), "BYSCORE", "LIMIT", "0", RedisArgument(limit),
        ])
        return (reply.elements ?? []).compactMap(\.text)
    }

    package func scheduled(after time: Int64, limit: Int) async throws(StoreFailure) -> [String] {
        guard limit > 0 else { return [] }
        let reply = try await ask([
            "ZRANGE", Self.due, "+inf", RedisArgument("(\(time)"), "BYSCORE", "REV", "LIMIT", "0", RedisArgument(limit),
        ])
        return (reply.elements ?? []).compactMap(\.text)
    }

    package func unscheduled(_ names: [String]) async throws(StoreFailure) -> [String] {
        var missing: [String] = []
        for part in Self.batches(names) {
            let scores = try await ask(["ZMSCORE", Self.due] + part.map { RedisArgument($0) }).elements ?? []
            missing += zip(part, scores).filter { $0.1 == .null }.map(\.0)
        }
        return missing
    }

    // MARK: - Failures

    package func noteFailure(_ name: String, since time: Int64?) async throws(StoreFailure) {
        let name = RedisArgument(name)
        if let time {
            _ = try await ask(["ZADD", Self.failing, RedisArgument(time), name])
        } else {
            _ = try await ask(["ZREM", Self.failing, name])
        }
    }

    package func failures() async throws(StoreFailure) -> Int {
        guard let count = try await ask(["ZCARD", Self.failing]).integer else {
            throw .corrupt("the failing issuances are no set")
        }
        return Int(clamping: count)
    }

    // MARK: - Budgets

    package func spend(
        _ demands: [BudgetDemand], at authority: String, now: Int64
    ) async throws(StoreFailure) -> Int64? {
        try await take(demands, at: authority, now: now, isForced: false)
    }

    package func charge(_ demands: [BudgetDemand], at authority: String, now: Int64) async throws(StoreFailure) {
        _ = try await take(demands, at: authority, now: now, isForced: true)
    }

    package func close(
        _ bucket: String, at authority: String, until time: Int64, now: Int64
    ) async throws(StoreFailure) {
        let key = RedisKeys.budget(bucket, at: authority)
        _ = try await run(IssuanceScripts.close, [key], [RedisArgument(now), RedisArgument(time)])
    }

    private func take(
        _ demands: [BudgetDemand], at authority: String, now: Int64, isForced: Bool
    ) async throws(StoreFailure) -> Int64? {
        guard !demands.isEmpty else { return nil }
        let operands = demands.flatMap { demand -> [RedisArgument] in
            [
                RedisArgument(max(demand.capacity, 1)), RedisArgument(max(demand.interval, 1)),
                demand.isTaken ? 1 : 0,
            ]
        }
        let reply = try await run(
            IssuanceScripts.spend, demands.map { RedisKeys.budget($0.bucket, at: authority) },
            [RedisArgument(now), isForced ? 1 : 0] + operands)
        guard let time = reply.integer else { throw .corrupt("a budget of '\(authority)' is no number") }
        return time == 0 ? nil : time
    }

    // MARK: - Asking

    private static let due = RedisArgument(RedisKeys.issuancesDue)
    private static let failing = RedisArgument(RedisKeys.issuancesFailing)

    private static func keys(_ name: String) -> [String] {
        [RedisKeys.issuance(name), RedisKeys.issuanceLease(name)]
    }

    private static func batches(_ names: [String]) -> [ArraySlice<String>] {
        stride(from: 0, to: names.count, by: batch).map { names[$0..<min($0 + batch, names.count)] }
    }

    private func run(
        _ script: RedisScript, _ keys: [String], _ arguments: [RedisArgument]
    ) async throws(StoreFailure) -> RedisReply {
        do throws(RedisError) {
            return try await client.evaluate(script, keys: keys, arguments: arguments)
        } catch {
            throw StoreFailure(error)
        }
    }

    private func ask(_ command: [RedisArgument]) async throws(StoreFailure) -> RedisReply {
        do throws(RedisError) {
            return try await client.send(command)
        } catch {
            throw StoreFailure(error)
        }
    }
}
