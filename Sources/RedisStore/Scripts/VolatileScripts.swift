/// The steps on short-lived values that are more than one command.
enum VolatileScripts {
    /// Replaces a value that is as expected.
    ///
    /// KEYS: value. ARGV: the value expected, the new one, its lifetime in milliseconds.
    static let replace = RedisScript(
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        return 1
        """)

    /// Counts one more.
    ///
    /// KEYS: counter. ARGV: the window in milliseconds.
    static let count = RedisScript(
        """
        local count = redis.call('INCR', KEYS[1])
        if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """)

    /// Counts one less; what has no count gets none.
    ///
    /// KEYS: counter.
    static let uncount = RedisScript(
        """
        local count = redis.call('GET', KEYS[1])
        if not count then return 0 end
        if tonumber(count) <= 1 then return redis.call('UNLINK', KEYS[1]) end
        return redis.call('DECR', KEYS[1])
        """)

    /// Adds a member and prolongs the set's life.
    ///
    /// KEYS: set. ARGV: the member, the lifetime in milliseconds.
    static let insert = RedisScript(
        """
        redis.call('SADD', KEYS[1], ARGV[1])
        if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        return 1
        """)

    /// Adds an entry and drops the oldest ones.
    ///
    /// KEYS: list. ARGV: the entry, how many to keep, the lifetime in milliseconds.
    static let append = RedisScript(
        """
        redis.call('LPUSH', KEYS[1], ARGV[1])
        redis.call('LTRIM', KEYS[1], 0, tonumber(ARGV[2]) - 1)
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return 1
        """)
}
