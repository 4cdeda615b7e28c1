package import ProxyModel
internal import Synchronization

/// The configuration in Redis.
///
/// One per process: it remembers the position up to which this node has read, and notices by it when the store was emptied
/// or replaced in between, also when the revision numbers happen to fit.
package final class RedisConfigurationStore: RepublishableStore {
    /// Entries that the change stream keeps at least.
    package static let streamLength = 10_000

    private static let scanCount = 1_000
    private static let loadAttempts = 5
    /// Milliseconds for a commit, and for each MiB of it besides: an import takes its time, a write by hand must not hang.
    private static let commitTimeoutMS: Int64 = 3_000

    private let client: RedisClient
    private let blocking: RedisClient
    private let streamLength: Int
    private let known = Mutex(StorePosition(revision: 0, tip: ""))

    /// Makes a store over a client; reads that block get a connection of their own.
    package init(_ client: RedisClient, streamLength: Int = RedisConfigurationStore.streamLength) {
        self.client = client
        self.streamLength = streamLength
        blocking = client.dedicated(name: "proxyd-changes")
    }

    /// Closes the store's own connection; the client stays open.
    package func close() { blocking.close() }

    // MARK: - Reading

    package func load() async throws(StoreFailure) -> ConfigurationSnapshot {
        for _ in 0..<Self.loadAttempts {
            if let (snapshot, position) = try await loadOnce() {
                known.withLock { $0 = position }
                return snapshot
            }
        }
        throw .unavailable("the configuration in Redis changed faster than it could be read")
    }

    /// Reads everything; nil when the store was replaced meanwhile.
    ///
    /// `HSCAN` returns every record that is there all the time; what was changed meanwhile is in the stream, and is applied
    /// on top, so that the result is the state of one revision.
    private func loadOnce() async throws(StoreFailure) -> (ConfigurationSnapshot, StorePosition)? {
        let start = try await position()
        var snapshot = ConfigurationSnapshot(revision: start.revision)
        let count = try await ask(["HLEN", RedisArgument(RedisKeys.records(.proxies))]).integer ?? 0
        snapshot.reserve(proxies: Int(clamping: count))
        for kind in RecordKind.allCases { try await scan(kind, into: &snapshot) }
        let end = try await position()
        guard end != start else { return (snapshot, start) }
        guard end.revision > start.revision else { return nil }
        var reached = start
        while reached.revision < end.revision {
            let range: [RedisArgument] = [
                "XRANGE", RedisArgument(RedisKeys.changes), RedisArgument("(\(reached.revision)-0"), "+", "COUNT", 500,
            ]
            let entries = try Self.entries(try await ask(range).elements ?? [])
            guard !entries.isEmpty else { return nil }
            for entry in entries {
                guard let changes = entry.changes, entry.follows(reached) else { return nil }
                snapshot.apply(ChangeSet(revision: entry.revision, changes: changes))
                reached = StorePosition(revision: entry.revision, tip: entry.tip)
            }
        }
        return (snapshot, reached)
    }

    private func scan(_ kind: RecordKind, into snapshot: inout ConfigurationSnapshot) async throws(StoreFailure) {
        let key = RedisArgument(RedisKeys.records(kind))
        var page = try await page(key, cursor: "0")
        while page.cursor != "0" {
            // The next page is on its way while this one is decoded.
            let (cursor, fields) = (page.cursor, page.fields)
            async let following = Result.of { () throws(StoreFailure) in try await self.page(key, cursor: cursor) }
            try Self.insert(fields, kind, into: &snapshot)
            page = try await following.get()
        }
        try Self.insert(page.fields, kind, into: &snapshot)
    }

    private struct Page: Sendable {
        var cursor: String
        var fields: [RedisReply]
    }

    private func page(_ key: RedisArgument, cursor: String) async throws(StoreFailure) -> Page {
        let reply = try await ask(["HSCAN", key, RedisArgument(cursor), "COUNT", RedisArgument(Self.scanCount)])
        guard let parts = reply.elements, parts.count == 2, let next = parts[0].text, let fields = parts[1].elements
        else { throw .corrupt("HSCAN did not answer with a cursor and fields") }
        return Page(cursor: next, fields: fields)
    }

    private static func insert(
        _ fields: [RedisReply], _ kind: RecordKind, into snapshot: inout ConfigurationSnapshot
    ) throws(StoreFailure) {
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            guard let value = fields[index + 1].bytes else { continue }
            let (record, revision) = try StoredRecord.decode(value, kind: kind, id: fields[index].text ?? "")
            snapshot.insert(record, revision: revision)
        }
    }

    package func sealedBundle(_ name: String) async throws(StoreFailure) -> [UInt8]? {
        try await ask(["HGET", RedisArgument(RedisKeys.bundles), RedisArgument(name)]).bytes
    }

    package func ping() async throws(StoreFailure) -> Double {
        let start = ContinuousClock.now
        _ = try await ask(["PING"])
        let (seconds, attoseconds) = start.duration(to: .now).components
        return Double(seconds) * 1_000 + Double(attoseconds) / 1e15
    }

    // MARK: - Following

    package func changes(
        after revision: Revision, limit: Int, waitMS: Int
    ) async throws(StoreFailure) -> [ChangeSet] {
        var reached = known.withLock { $0 }
        // A caller at another revision than was read last is taken at its word.
        if reached.revision != revision { reached = StorePosition(revision: revision, tip: "") }
        let current = try await position()
        guard current.revision >= revision else { throw .gap(current: current.revision) }
        if current.revision == revision {
            guard reached.tip.isEmpty || reached.tip == current.tip else { throw .gap(current: current.revision) }
            reached = current
        }
        let entries = try await read(after: revision, limit: limit, waitMS: current.revision == revision ? waitMS : 0)
        guard !entries.isEmpty || current.revision == revision else { throw .gap(current: current.revision) }
        var sets: [ChangeSet] = []
        for entry in entries {
            guard let changes = entry.changes, entry.follows(reached) else {
                // What came before the gap is good; the next call finds the gap.
                if sets.isEmpty { throw .gap(current: max(current.revision, entry.revision)) }
                break
            }
            sets.append(ChangeSet(revision: entry.revision, changes: changes))
            reached = StorePosition(revision: entry.revision, tip: entry.tip)
        }
        let position = reached
        known.withLock { $0 = position }
        return sets
    }

    private func read(after revision: Revision, limit: Int, waitMS: Int) async throws(StoreFailure) -> [ChangeEntry] {
        var command: [RedisArgument] = ["XREAD", "COUNT", RedisArgument(max(limit, 1))]
        // `BLOCK 0` would wait for ever.
        if waitMS > 0 { command += ["BLOCK", RedisArgument(waitMS)] }
        command += ["STREAMS", RedisArgument(RedisKeys.changes), RedisArgument("\(revision)-0")]
        let reply: RedisReply
        do throws(RedisError) {
            reply = try await blocking.send(command, timeoutMS: Int64(waitMS) + 5_000)
        } catch {
            throw .unavailable(error.description)
        }
        guard let streams = reply.elements, let stream = streams.first?.elements, stream.count == 2 else { return [] }
        return try Self.entries(stream[1].elements ?? [])
    }

    private static func entries(_ replies: [RedisReply]) throws(StoreFailure) -> [ChangeEntry] {
        var entries: [ChangeEntry] = []
        entries.reserveCapacity(replies.count)
        for reply in replies { entries.append(try ChangeEntry(reply)) }
        return entries
    }

    private func position() async throws(StoreFailure) -> StorePosition {
        let reply = try await ask(["MGET", RedisArgument(RedisKeys.revision), RedisArgument(RedisKeys.tip)])
        let values = reply.elements ?? []
        guard values.count == 2, let revision = Revision(values[0].text ?? "0") else {
            throw .corrupt("\(RedisKeys.revision) is not a number")
        }
        return StorePosition(revision: revision, tip: values[1].text ?? "")
    }

    // MARK: - Writing

    package func commit(_ changes: [Change], expecting expected: Revision) async throws(StoreFailure) -> Revision {
        try await commit(changes, expecting: expected, as: expected + 1)
    }

    package func republish(
        _ changes: [Change], expecting expected: Revision, above held: Revision
    ) async throws(StoreFailure) -> Revision {
        try await commit(changes, expecting: expected, as: max(expected, held) + 1)
    }

    /// Throws `.gap` besides the failures of the protocol when the store is behind `expected`, or has another history.
    private func commit(
        _ changes: [Change], expecting expected: Revision, as revision: Revision
    ) async throws(StoreFailure) -> Revision {
        let position = known.withLock { $0 }
        let written = StorePosition(revision: revision, tip: String(UInt64.random(in: .min ... .max), radix: 36))
        let arguments = CommitScript.arguments(
            changes,
            expecting: StorePosition(revision: expected, tip: position.revision == expected ? position.tip : ""),
            writing: written, streamLength: streamLength)
        let size = arguments.reduce(0) { $0 + $1.bytes.count }
        let reply: RedisReply
        do throws(RedisError) {
            reply = try await client.evaluate(
                CommitScript.script, keys: CommitScript.keys, arguments: arguments,
                timeoutMS: Self.commitTimeoutMS * (1 + Int64(size >> 20)))
        } catch {
            guard error.mayHaveExecuted, try await wasWritten(written) else { throw .unavailable(error.description) }
            return revision
        }
        switch CommitScript.outcome(reply) {
        case .committed: return revision
        case .stale(let current) where current < expected: throw .gap(current: current)
        case .stale(let current): throw .revisionMismatch(current: current)
        case .replaced(let current): throw .gap(current: current)
        case nil: throw .corrupt("the commit script did not answer as it should")
        }
    }

    /// Whether the stream's entry of a revision is the one with this tip: tells what became of a commit without an answer.
    private func wasWritten(_ position: StorePosition) async throws(StoreFailure) -> Bool {
        let id = RedisArgument("\(position.revision)-0")
        let reply = try await ask(["XRANGE", RedisArgument(RedisKeys.changes), id, id])
        return try Self.entries(reply.elements ?? []).first?.tip == position.tip
    }

    private func ask(_ command: [RedisArgument]) async throws(StoreFailure) -> RedisReply {
        do throws(RedisError) {
            return try await client.send(command)
        } catch {
            throw .unavailable(error.description)
        }
    }
}

extension ChangeEntry {
    /// Whether this entry is the one right after a position.
    func follows(_ position: StorePosition) -> Bool {
        revision == position.revision + 1 && (position.tip.isEmpty || from == position.tip)
    }
}

extension Result where Failure == StoreFailure, Success: Sendable {
    fileprivate static func of(_ body: () async throws(StoreFailure) -> Success) async -> Self {
        do throws(StoreFailure) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
