package import ProxyModel

/// Announces revocations in Redis.
package struct RedisRevocations: RevocationPublisher {
    /// Lua's `unpack` ends at some 8,000 values.
    private static let batch = 1_000

    private let client: RedisClient

    /// Makes a publisher over a client.
    package init(_ client: RedisClient) { self.client = client }

    package func publish(_ revocations: [Revocation]) async throws(StoreFailure) {
        var rest = revocations[...]
        while !rest.isEmpty {
            var arguments: [RedisArgument] = [RedisArgument(RevocationScript.streamLength)]
            for revocation in rest.prefix(Self.batch) {
                arguments += [
                    RedisArgument(revocation.expiresAt), RedisArgument(StoredRevocation.encode(revocation)),
                ]
            }
            do throws(RedisError) {
                _ = try await client.evaluate(
                    RevocationScript.script, keys: RevocationScript.keys, arguments: arguments)
            } catch {
                throw StoreFailure(error)
            }
            rest = rest.dropFirst(Self.batch)
        }
    }
}
