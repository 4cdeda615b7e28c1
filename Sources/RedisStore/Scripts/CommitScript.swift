internal import ProxyModel

/// The one way in which the configuration is written: compare the revision, then write everything.
enum CommitScript {
    /// What the script answered.
    enum Outcome: Equatable {
        case committed
        /// The store is at another revision than expected.
        case stale(current: Revision)
        /// The store is at the expected revision of another history: it was emptied or restored in between.
        case replaced(current: Revision)
    }

    static let script = RedisScript(
        """
        -- KEYS: revision, tip, changes, bundles, then one hash per kind in the order of `kinds`.
        -- ARGV: expected revision, expected tip or '', new revision, new tip, length of the stream, '1' to write the
        --       changes into the stream, then for each change: operation, number of the kind, id, value.
        local kinds = {\(RecordKind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))}
        local current = redis.call('GET', KEYS[1]) or '0'
        local tip = redis.call('GET', KEYS[2]) or ''
        if current ~= ARGV[1] then return {0, current} end
        if ARGV[2] ~= '' and ARGV[2] ~= tip then return {-1, current} end
        local entry = {'tip', ARGV[4], 'from', tip}
        if ARGV[6] == '1' then
            for i = 7, #ARGV, 4 do
                if ARGV[i] == 'put' or ARGV[i] == 'delete' then
                    entry[#entry + 1] = ARGV[i] .. ':' .. kinds[tonumber(ARGV[i + 1])] .. ':' .. ARGV[i + 2]
                    entry[#entry + 1] = ARGV[i + 3]
                end
            end
        else
            entry[#entry + 1] = 'reload'
            entry[#entry + 1] = ''
        end
        -- First what the server may refuse (an id that is not greater than the last): then nothing was written yet.
        redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[5], ARGV[3] .. '-0', unpack(entry))
        for i = 7, #ARGV, 4 do
            local operation, id = ARGV[i], ARGV[i + 2]
            local records = KEYS[4 + tonumber(ARGV[i + 1])]
            if operation == 'put' then
                redis.call('HSET', records, id, ARGV[i + 3])
            elseif operation == 'delete' then
                redis.call('HDEL', records, id)
                if records == KEYS[4 + \(certificatesNumber)] then redis.call('HDEL', KEYS[4], id) end
            else
                redis.call('HSET', KEYS[4], id, ARGV[i + 3])
            end
        end
        redis.call('SET', KEYS[1], ARGV[3])
        redis.call('SET', KEYS[2], ARGV[4])
        return {1, ARGV[3]}
        """)

    static let keys =
        [RedisKeys.revision, RedisKeys.tip, RedisKeys.changes, RedisKeys.bundles]
        + RecordKind.allCases.map { RedisKeys.records($0) }

    /// Change sets with more changes or bytes than this are not repeated in the stream; followers load everything anew.
    ///
    /// Lua's `unpack` ends at some 8,000 values, and the stream must not hold a second copy of a whole import.
    static let streamedChanges = 2_000
    static let streamedBytes = 1 << 20

    /// The operands that write `changes` as the position `new`.
    static func arguments(
        _ changes: [Change], expecting expected: StorePosition, writing new: StorePosition, streamLength: Int
    ) -> [RedisArgument] {
        var operations: [RedisArgument] = []
        operations.reserveCapacity(changes.count * 4)
        var bytes = 0
        for change in changes {
            switch change {
            case .put(let record, let bundle):
                let value = StoredRecord.encode(record, revision: new.revision)
                bytes += value.count
                let place: [RedisArgument] = [number(record.key.kind), RedisArgument(record.key.id)]
                operations += ["put"] + place + [RedisArgument(value)]
                if let bundle { operations += ["bundle"] + place + [RedisArgument(bundle)] }
            case .delete(let key):
                operations += ["delete", number(key.kind), RedisArgument(key.id), ""]
            }
        }
        let isStreamed = changes.count <= streamedChanges && bytes <= streamedBytes
        return [
            RedisArgument(expected.revision), RedisArgument(expected.tip), RedisArgument(new.revision),
            RedisArgument(new.tip), RedisArgument(streamLength), isStreamed ? 1 : 0,
        ] + operations
    }

    /// Reads the script's answer; nil when it is none.
    static func outcome(_ reply: RedisReply) -> Outcome? {
        guard let elements = reply.elements, elements.count == 2, let code = elements[0].integer,
            let current = elements[1].text.flatMap({ Revision($0) })
        else { return nil }
        return switch code {
        case 1: .committed
        case 0: .stale(current: current)
        default: .replaced(current: current)
        }
    }

    private static var certificatesNumber: Int { index(.certificates) + 1 }

    private static func number(_ kind: RecordKind) -> RedisArgument { RedisArgument(index(kind) + 1) }

    private static func index(_ kind: RecordKind) -> Int { RecordKind.allCases.firstIndex(of: kind) ?? 0 }
}
