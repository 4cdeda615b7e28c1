/// The steps on issuances that are more than one command.
enum IssuanceScripts {
    /// Gives out a lease with the next token, unless one runs; the token, or nothing.
    ///
    /// KEYS: issuance, lease. ARGV: the lifetime in milliseconds.
    static let acquire = RedisScript(
        """
        if redis.call('EXISTS', KEYS[2]) == 1 then return false end
        local token = redis.call('HINCRBY', KEYS[1], 'token', 1)
        redis.call('PERSIST', KEYS[1])
        redis.call('SET', KEYS[2], token, 'PX', ARGV[1])
        return token
        """)

    /// Prolongs a lease, also one that has run out while nobody took the next.
    ///
    /// KEYS: issuance, lease. ARGV: the token, the lifetime in milliseconds.
    static let renew = RedisScript(
        """
        if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
        return 1
        """)

    /// Ends a lease that is the last one given out.
    ///
    /// KEYS: issuance, lease. ARGV: the token.
    static let release = RedisScript(
        """
        if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
        return 1
        """)

    /// Writes the value, unless a greater token was given out.
    ///
    /// KEYS: issuance. ARGV: the token, the value.
    static let save = RedisScript(
        """
        if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'value', ARGV[2])
        return 1
        """)

    /// Drops the value and the lease, unless a greater token was given out; the token is kept for a while.
    ///
    /// KEYS: issuance, lease. ARGV: the token, for how many milliseconds the token is kept.
    static let forget = RedisScript(
        """
        if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
        redis.call('HDEL', KEYS[1], 'value')
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        redis.call('DEL', KEYS[2])
        return 1
        """)

    /// Takes from several budgets, all or nothing; 0, or the time when all will have a token.
    ///
    /// A budget is one number: when its bucket will be full again (the generic cell rate algorithm). With `force`, tokens are
    /// taken also where there are none. Numbers of milliseconds since 1970 are exact in Lua.
    ///
    /// KEYS: budgets. ARGV: now, '1' for force, then for each budget: capacity, interval, '1' when a token is taken.
    static let spend = RedisScript(
        """
        local now = tonumber(ARGV[1])
        local possible = 0
        local full = {}
        for i = 1, #KEYS do
            local capacity, interval = tonumber(ARGV[i * 3]), tonumber(ARGV[i * 3 + 1])
            full[i] = math.max(tonumber(redis.call('GET', KEYS[i]) or '0'), now)
            local when = full[i] - (capacity - 1) * interval
            if when > now then possible = math.max(possible, when) end
        end
        if possible > 0 and ARGV[2] ~= '1' then return string.format('%.0f', possible) end
        for i = 1, #KEYS do
            if ARGV[i * 3 + 2] == '1' then
                local time = full[i] + tonumber(ARGV[i * 3 + 1])
                redis.call('SET', KEYS[i], string.format('%.0f', time), 'PX', string.format('%.0f', time - now))
            end
        end
        return '0'
        """)

    /// Closes a budget of one token until a time, unless it is closed for longer.
    ///
    /// KEYS: budget. ARGV: now, the time.
    static let close = RedisScript(
        """
        local now, time = tonumber(ARGV[1]), tonumber(ARGV[2])
        if time <= now or tonumber(redis.call('GET', KEYS[1]) or '0') >= time then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', string.format('%.0f', time - now))
        return 1
        """)
}
