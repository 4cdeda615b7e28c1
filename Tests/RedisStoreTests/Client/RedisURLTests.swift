import RedisStore
import Testing

@Suite struct `Redis URL` {
    @Test(
        arguments: [
            ("redis://localhost", RedisURL.Location.tcp(host: "localhost", port: 6379), nil, 0),
            ("redis://10.0.0.1:7000/3", .tcp(host: "10.0.0.1", port: 7000), nil, 3),
            ("REDIS://h/?db=4", .tcp(host: "h", port: 6379), nil, 4),
            ("rediss://user:pw@cache.example.com:6380", .tls(host: "cache.example.com", port: 6380), "user", 0),
            ("redis://:p%40ss@[::1]:6379", .tcp(host: "::1", port: 6379), nil, 0),
            ("unix:///run/redis.sock?db=2", .unix(path: "/run/redis.sock"), nil, 2),
            ("unix://me:secret@/run/redis.sock", .unix(path: "/run/redis.sock"), "me", 0),
        ] as [(String, RedisURL.Location, String?, Int)])
    func `reads every form`(_ text: String, _ location: RedisURL.Location, _ user: String?, _ database: Int) throws {
        let url = try RedisURL(text)
        #expect(url.location == location)
        #expect(url.user == user)
        #expect(url.database == database)
    }

    @Test(
        arguments: [
            ("localhost:6379", RedisURLProblem.scheme(nil)),
            ("http://localhost", .scheme("http")),
            ("redis://", .host),
            ("redis://host:0", .port("0")),
            ("redis://host:70000", .port("70000")),
            ("redis://host:+1", .port("+1")),
            ("redis://::1:6379", .host),
            ("redis://host/x", .database("x")),
            ("redis://host/1?db=2", .databaseTwice),
            ("redis://host?ssl=true", .query("ssl")),
            ("redis://:a%zz@host", .percentEncoding),
            ("redis://user@host", .userWithoutPassword),
            ("redis://:a#b@host", .fragment),
            ("unix://run/redis.sock", .socketPath("run/redis.sock")),
        ] as [(String, RedisURLProblem)])
    func `names what is wrong`(_ text: String, _ problem: RedisURLProblem) {
        #expect(throws: problem) { try RedisURL(text) }
    }

    @Test func `takes the password of the settings when it has none itself`() throws {
        #expect(try RedisURL("redis://h", password: "x") == RedisURL("redis://:x@h"))
        #expect(try RedisURL("redis://:own@h", password: "x") == RedisURL("redis://:own@h"))
        #expect(try RedisURL("redis://user@h", password: "x") == RedisURL("redis://user:x@h"))
    }

    @Test func `shows no password`() throws {
        #expect(
            try RedisURL("rediss://me:hidden@h/1").description
                == "rediss://me:***@h:6379/1")
    }
}
