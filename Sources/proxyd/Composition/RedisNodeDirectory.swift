internal import Logging
internal import ManagementAPI
internal import ProxyModel
internal import RedisStore
internal import ServiceLifecycle

/// The nodes that share the configuration: each writes its status every few seconds, with a time to live.
struct RedisNodeDirectory: NodeDirectory, Service {
    private static let lifetimeMS = 20_000

    let client: RedisClient
    let follower: ConfigurationFollower
    let pool: WorkerPool
    let startedAt: Int64
    let jobs: ScheduledJobs
    let logger: Logger

    func nodes() async -> [NodeStatus] {
        let own = await status()
        var found = [own.id: own]
        for other in await others() where other.id != own.id { found[other.id] = other }
        return found.values.sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
    }

    func run() async throws {
        var wasFailing = false
        while !Task.isCancelled {
            do throws(RedisError) {
                let own = await status()
                let text = NodeRecord.encode(own)
                _ = try await client.send([
                    "SET", RedisArgument(RedisKeys.node(own.id)), RedisArgument(text), "PX",
                    RedisArgument(String(Self.lifetimeMS)),
                ])
                _ = try await client.send([
                    "ZREMRANGEBYSCORE", RedisArgument(RedisKeys.nodes), "-inf",
                    RedisArgument(CertificateSource.now - Int64(Self.lifetimeMS)),
                ])
                _ = try await client.send([
                    "ZADD", RedisArgument(RedisKeys.nodes), RedisArgument(String(CertificateSource.now)),
                    RedisArgument(own.id),
                ])
                wasFailing = false
            } catch {
                if !wasFailing { logger.warning("node status not written", metadata: ["reason": "\(error)"]) }
                wasFailing = true
            }
            jobs.noteRound(of: .nodeStatus)
            try? await Task.sleep(for: ScheduledJobs.Job.nodeStatus.pause)
        }
        _ = try? await client.send(["DEL", RedisArgument(RedisKeys.node(pool.nodeName))])
    }

    private func status() async -> NodeStatus {
        NodeStatus(
            id: pool.nodeName, version: ProxydVersion.text, phase: await pool.phase,
            revision: follower.withSnapshot { $0?.revision ?? 0 }, workers: pool.count, startedAt: startedAt)
    }

    private func others() async -> [NodeStatus] {
        let oldest = CertificateSource.now - Int64(Self.lifetimeMS)
        guard
            let names = try? await client.send([
                "ZRANGEBYSCORE", RedisArgument(RedisKeys.nodes), RedisArgument(String(oldest)), "+inf",
            ])
        else { return [] }
        var found: [NodeStatus] = []
        for member in names.elements ?? [] {
            guard let name = member.text,
                let reply = try? await client.send(["GET", RedisArgument(RedisKeys.node(name))]),
                let bytes = reply.bytes, let status = NodeRecord.decode(bytes)
            else { continue }
            found.append(status)
        }
        return found
    }
}
