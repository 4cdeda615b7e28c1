package import ProxyModel

/// Short-lived values in Redis, one key each; every lifetime is kept by the server.
package struct RedisVolatileStore: VolatileStore {
    private static let memberLimit = 1_000

    private let client: RedisClient

    /// Makes a store over a client.
    package init(_ client: RedisClient) { self.client = client }

    package func value(_ key: VolatileKey) async throws(StoreFailure) -> [UInt8]? {
        try await ask(["GET", Self.name(key)]).bytes
    }

    package func take(_ key: VolatileKey) async throws(StoreFailure) -> [UInt8]? {
        try await ask(["GETDEL", Self.name(key)]).bytes
    }

    package func put(
        _ key: VolatileKey, _ value: [UInt8], lifetime: Int64, if condition: VolatileCondition
    ) async throws(StoreFailure) -> Bool {
        let write: [RedisArgument] = ["SET", Self.name(key), RedisArgument(value), "PX", Self.lifetime(lifetime)]
        switch condition {
        case .always: return try await ask(write) != .null
        case .absent: return try await ask(write + ["NX"]) != .null
        case .equals(let expected):
            let operands = [RedisArgument(expected), RedisArgument(value), Self.lifetime(lifetime)]
            return try await run(VolatileScripts.replace, key, operands).integer == 1
        }
    }

    package func remove(_ key: VolatileKey) async throws(StoreFailure) {
        _ = try await ask(["UNLINK", Self.name(key)])
    }

    package func count(
        _ key: VolatileKey, window: Int64
    ) async throws(StoreFailure) -> (count: Int, remaining: Int64) {
        let reply = try await run(VolatileScripts.count, key, [Self.lifetime(window)])
        guard let parts = reply.elements, parts.count == 2, let count = parts[0].integer, let rest = parts[1].integer
        else { throw .corrupt("the counting script did not answer as it should") }
        return (Int(clamping: count), max(rest, 0))
    }

    package func uncount(_ key: VolatileKey) async throws(StoreFailure) {
        _ = try await run(VolatileScripts.uncount, key, [])
    }

    package func insert(_ member: String, into key: VolatileKey, lifetime: Int64) async throws(StoreFailure) {
        _ = try await run(VolatileScripts.insert, key, [RedisArgument(member), Self.lifetime(lifetime)])
    }

    package func remove(_ member: String, from key: VolatileKey) async throws(StoreFailure) {
        _ = try await ask(["SREM", Self.name(key), RedisArgument(member)])
    }

    package func members(_ key: VolatileKey) async throws(StoreFailure) -> [String] {
        let reply = try await ask(["SRANDMEMBER", Self.name(key), RedisArgument(Self.memberLimit)])
        return (reply.elements ?? []).compactMap(\.text)
    }

    package func append(
        _ entry: [UInt8], to key: VolatileKey, limit: Int, lifetime: Int64
    ) async throws(StoreFailure) {
        let operands = [RedisArgument(entry), RedisArgument(max(limit, 1)), Self.lifetime(lifetime)]
        _ = try await run(VolatileScripts.append, key, operands)
    }

    package func entries(_ key: VolatileKey, limit: Int) async throws(StoreFailure) -> [[UInt8]] {
        guard limit > 0 else { return [] }
        let reply = try await ask(["LRANGE", Self.name(key), "0", RedisArgument(limit - 1)])
        return (reply.elements ?? []).compactMap(\.bytes)
    }

    private static func name(_ key: VolatileKey) -> RedisArgument { RedisArgument(RedisKeys.volatile(key)) }

    private static func lifetime(_ milliseconds: Int64) -> RedisArgument { RedisArgument(max(milliseconds, 1)) }

    private func run(
        _ script: RedisScript, _ key: VolatileKey, _ arguments: [RedisArgument]
    ) async throws(StoreFailure) -> RedisReply {
        do throws(RedisError) {
            return try await client.evaluate(script, keys: [RedisKeys.volatile(key)], arguments: arguments)
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
