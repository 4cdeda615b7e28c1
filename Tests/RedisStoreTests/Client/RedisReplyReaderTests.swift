import Testing

@testable import RedisStore

@Suite struct `Redis reply reader` {
    private func read(_ text: String, chunk: Int) throws -> [RedisReply] {
        let reader = try #require(RedisReplyReader())
        var replies: [RedisReply] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            try reader.feed(Array(rest.prefix(chunk)), min(chunk, rest.count))
            rest = rest.dropFirst(chunk)
            while let reply = try reader.next() { replies.append(reply) }
        }
        return replies
    }

    @Test(arguments: [1, 2, 7, 1_000])
    func `reads every type however the bytes arrive`(_ chunk: Int) throws {
        let text = "+OK\r\n-ERR no\r\n:-42\r\n$5\r\na\r\nbc\r\n$-1\r\n$0\r\n\r\n*3\r\n:1\r\n*1\r\n+x\r\n*-1\r\n*0\r\n"
        let expected: [RedisReply] = [
            .status("OK"), .error(RedisServerError("ERR")), .integer(-42), .bytes(Array("a\r\nbc".utf8)), .null,
            .bytes([]), .array([.integer(1), .array([.status("x")]), .null]), .array([]),
        ]
        #expect(try read(text, chunk: chunk) == expected)
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n", "$-9\r\n", "*99999999999\r\n", String(repeating: "*1\r\n", count: 20),
    ])
    func `refuses what is not the protocol`(_ text: String) {
        #expect(throws: RedisError.self) { try read(text, chunk: 1_000) }
    }
}
