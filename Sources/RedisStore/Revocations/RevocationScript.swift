/// The one way in which revocations are written: into the set of those in force, and into the stream of news.
enum RevocationScript {
    /// Entries that the stream of news keeps at least; who was away longer reads the set.
    static let streamLength = 10_000

    static let script = RedisScript(
        """
        -- KEYS: set, stream. ARGV: length of the stream, then for each revocation: when it ends in seconds, its text.
        local now = tonumber(redis.call('TIME')[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
        local number = 1
        if #last == 1 then number = tonumber(string.match(last[1][1], '^%d+')) + 1 end
        local entry = {}
        for i = 2, #ARGV, 2 do
            redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1])
            entry[#entry + 1] = 'revocation'
            entry[#entry + 1] = ARGV[i + 1]
        end
        redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[1], string.format('%.0f-0', number), unpack(entry))
        local latest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
        if #latest == 2 then redis.call('EXPIREAT', KEYS[1], latest[2]) end
        return number
        """)

    static let keys = [RedisKeys.revocations, RedisKeys.revocationNews]
}
