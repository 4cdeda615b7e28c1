import ProxyCore
import Testing

@Suite struct ChunkedDecoderTests {
    private static let bodies: [(String, String, [String])] = [
        ("0\r\n\r\n", "", []),
        ("5\r\nhello\r\n0\r\n\r\n", "hello", []),
        ("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world", []),
        ("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789", []),
        ("0005\r\nhello\r\n00\r\n\r\n", "hello", []),
        ("0000000000000005\r\nhello\r\n0000000000000000\r\n\r\n", "hello", []),
        ("5;a\r\nhello\r\n0;b=c\r\n\r\n", "hello", []),
        ("5;a=\"q;\\\"\t\" ; b = c\r\nhello\r\n0\r\n\r\n", "hello", []),
        ("5\r\n\r\n0\r\n\r\n0\r\n\r\n", "\r\n0\r\n", []),
        ("1\r\nx\r\n0\r\nX-Sum: 1\r\nGrpc-Status: 0\r\n\r\n", "x", ["X-Sum: 1", "Grpc-Status: 0"]),
        ("0\r\nX:\t y \r\nAuthorization: z\r\nX-Auth-User: a\r\nX_Forwarded_For: b\r\n\r\n", "", ["X: y"]),
    ]

    private static let broken: [(String, HTTP1Rejection)] = [
        ("\r\n", .invalidChunkSize), ("zz\r\n", .invalidChunkSize), ("5g\r\n", .invalidChunkSize),
        ("0x5\r\n", .invalidChunkSize), ("+5\r\n", .invalidChunkSize), ("-5\r\n", .invalidChunkSize),
        (" 5\r\n", .invalidChunkSize), ("5 \r\n", .invalidChunkSize), ("5 ;a\r\n", .invalidChunkSize),
        ("0_5\r\n", .invalidChunkSize), ("5.\r\n", .invalidChunkSize), (";a\r\n", .invalidChunkSize),
        ("5\0\r\n", .invalidChunkSize), ("\u{b5}\r\n", .invalidChunkSize),
        ("5\nhello\r\n", .bareLF), ("5\rhello\r\n", .bareCR), ("5\r\r\nhello", .bareCR),
        ("00000000000000005\r\n", .chunkSizeOverflow), ("ffffffffffffffff\r\n", .chunkSizeOverflow),
        ("8000000000000000\r\n", .chunkSizeOverflow), ("10000000000000005\r\n", .chunkSizeOverflow),
        ("5\r\nhelloX\r\n", .invalidChunkEnd), ("5\r\nhello0\r\n\r\n", .invalidChunkEnd),
        ("5\r\nhello\n0\r\n\r\n", .bareLF), ("5\r\nhello\r0\r\n\r\n", .bareCR), ("3\r\nhello\r\n", .invalidChunkEnd),
        ("5;\r\nhello", .invalidChunkExtension), ("5;;\r\n", .invalidChunkExtension),
        ("5;=b\r\n", .invalidChunkExtension), ("5;a=\r\n", .invalidChunkExtension),
        ("5;a b\r\n", .invalidChunkExtension), ("5;a=b=c\r\n", .invalidChunkExtension),
        ("5;a=\"b\r\nc\"\r\n", .invalidChunkExtension), ("5;a=\"b\\\r\n\"\r\n", .invalidChunkExtension),
        ("5;a=\"b\"c\r\n", .invalidChunkExtension), ("5;a\0\r\n", .invalidChunkExtension),
        ("5;a\nb\r\n", .bareLF), ("5;a\rb\r\n", .bareCR), ("5;\nXXX\r\n0\r\n\r\n", .bareLF),
        ("0\r\nX\r\n\r\n", .missingColon), ("0\r\nX : y\r\n\r\n", .spaceBeforeColon),
        ("0\r\n X: y\r\n\r\n", .obsoleteFold), ("0\r\nX: y\n\r\n", .bareLF), ("0\r\n\n", .bareLF),
        ("0\r\nX: y\rZ\r\n\r\n", .bareCR), ("0\r\nX: \0\r\n\r\n", .controlByte),
        ("0\r\nContent-Length: 5\r\n\r\n", .forbiddenTrailer), ("0\r\nHost: h\r\n\r\n", .forbiddenTrailer),
        ("0\r\nTransfer-Encoding: chunked\r\n\r\n", .forbiddenTrailer), ("0\r\n\rX\r\n\r\n", .bareCR),
    ]

    @Test(arguments: Self.bodies)
    func `decodes at every split`(_ coded: String, _ content: String, _ trailers: [String]) {
        let octets = Octets(coded + "GET /next")
        for split in 0...octets.bytes.count {
            let result = ChunkedRun.decode(octets, splits: [split])
            #expect(result == ChunkedRun(content: content, trailers: trailers, left: "GET /next"))
        }
        #expect(ChunkedRun.decode(octets, splits: Array(0...octets.bytes.count)).content == content)
    }

    @Test(arguments: Self.broken)
    func `refuses at every split`(_ coded: String, _ rejection: HTTP1Rejection) {
        let octets = Octets(coded)
        for split in 0...octets.bytes.count {
            #expect(ChunkedRun.decode(octets, splits: [split]).failure == rejection)
        }
    }

    @Test func `waits for the final line break`() {
        #expect(ChunkedRun.decode("0\r\n", splits: []) == ChunkedRun(ended: false))
        #expect(ChunkedRun.decode("0\r\nX: y\r\n", splits: []) == ChunkedRun(ended: false))
        #expect(ChunkedRun.decode("5\r\nhell", splits: []).ended == false)
    }

    @Test func `bounds extensions of the whole message`() {
        var limits = HTTP1Limits()
        limits.chunkExtensionBytes = 16
        let chunk = "1;abcdefg\r\nx\r\n"
        #expect(ChunkedRun.decode(Octets(chunk + chunk + "0\r\n\r\n"), splits: [], limits: limits).content == "xx")
        let result = ChunkedRun.decode(Octets(chunk + chunk + chunk), splits: [], limits: limits)
        #expect(result.failure == .chunkExtensionsTooLarge)
    }

    @Test func `bounds trailers by bytes and lines`() {
        var limits = HTTP1Limits()
        limits.trailerBytes = 40
        limits.trailerLines = 2
        let long = "0\r\nX: " + String(repeating: "y", count: 60)
        #expect(ChunkedRun.decode(Octets(long), splits: [10], limits: limits).failure == .trailersTooLarge)
        let many = "0\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n"
        #expect(ChunkedRun.decode(Octets(many), splits: [], limits: limits).failure == .trailersTooLarge)
    }

    @Test func `takes the largest chunk without trouble`() {
        let result = ChunkedRun.decode("7fffffffffffffff\r\nabc", splits: [])
        #expect(result == ChunkedRun(content: "abc", ended: false))
    }
}
