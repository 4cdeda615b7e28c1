import Glibc
import ProxyModel
import Reactor
import Testing

@testable import ProxyCore

@Suite struct GuardLogTests {
    /// What was logged of exchanges.
    private func log(_ body: (GuardFixture) throws -> Void) throws -> String {
        var ends: [Int32] = [0, 0]
        let status = unsafe pipe(&ends)
        try #require(status == 0)
        defer { Socket.close(ends[0]) }
        let writer = try LogWriter(output: ends[1])
        let fixture = try GuardFixture(log: writer)
        try body(fixture)
        fixture.fixture.worker.flushLog()
        writer.stop(waitMS: 5_000)
        Socket.close(ends[1])
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = unsafe read(ends[0], &buffer, buffer.count)
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    @Test func `a line names who was let in, or why nobody was, and never a token`() throws {
        var tokens: [String] = []
        let text = try log { fixture in
            tokens = [
                try fixture.token { $0.claims["sub"] = "a\"b\n" }, try fixture.token { $0.claims["exp"] = 1 }, "junk",
            ]
            _ = try fixture.forwarded(GuardFixture.request(token: tokens[0]))
            _ = try fixture.refused(GuardFixture.request(token: tokens[1]))
            _ = try fixture.refused(GuardFixture.request(token: tokens[2]))
            _ = try fixture.refused(GuardFixture.request())
        }
        let lines = try text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        try #require(lines.count == 4)
        #expect(lines[0]["subject"]?.stringValue == "a\"b\n")
        #expect(lines[0]["oauth_client"]?.stringValue == "client-1")
        #expect(lines[0]["refusal"] == nil)
        #expect(lines[1]["refusal"]?.stringValue == "the token has expired")
        #expect(lines[1]["failure"]?.stringValue == "unauthenticated")
        #expect(lines[2]["refusal"]?.stringValue == "the token is malformed")
        #expect(lines[3]["refusal"]?.stringValue == "a bearer token is needed")
        for token in tokens { #expect(!text.contains(token.split(separator: ".").last.map(String.init) ?? token)) }
    }
}
