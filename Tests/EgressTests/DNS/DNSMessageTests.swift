import TestSupport
import Testing

@testable import Egress

@Suite struct `Messages of the DNS` {
    private static let name = "www.example.test"

    /// The question, and the answer `192.0.2.7` to it.
    private func exchange(_ id: UInt16 = 0x1234) throws -> (query: [UInt8], reply: [UInt8]) {
        let query = try DNSMessage.query(Self.name, .a, id: id, isRecursive: true)
        let question = query[12..<12 + Self.name.utf8.count + 2 + 4]
        let header: [UInt8] = [UInt8(id >> 8), UInt8(id & 0xFF), 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]
        let record: [UInt8] = [0xC0, 0x0C, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]
        return (query, header + question + record)
    }

    private func server() throws -> DNSServer { try #require(DNSServer("192.0.2.1")) }

    @Test func `an answer is read`() throws {
        let (query, reply) = try exchange()
        #expect(DNSReply.answers(query, reply) && !DNSReply.isTruncated(reply))
        let answer = try DNSMessage.answer(reply, asked: .a, about: Self.name, server: server())
        #expect(answer.outcome == .records && answer.isAuthoritative)
        #expect(answer.records == [DNSRecord(name: Self.name, ttl: 60, content: .a([192, 0, 2, 7]))])
    }

    @Test func `only what belongs to the question answers it`() throws {
        let (query, reply) = try exchange()
        func answers(_ change: (inout [UInt8]) -> Void) -> Bool {
            var changed = reply
            change(&changed)
            return DNSReply.answers(query, changed)
        }
        #expect(!answers { $0[0] ^= 1 })
        #expect(!answers { $0[2] &= 0x7F })
        #expect(!answers { $0[2] |= 0x28 })
        #expect(!answers { $0[13] ^= 1 })
        #expect(!answers { $0[5] = 2 })
        #expect(!answers { $0[12 + Self.name.utf8.count + 3] = 16 })
        #expect(!answers { $0.removeLast($0.count - 20) })
        #expect(!answers { $0 = [] })
        // The case of letters is not that of the question everywhere.
        #expect(answers { $0[13] = UInt8(ascii: "W") })
        // A refusal may leave the question out, an answer may not.
        #expect(!answers { $0 = Array($0[..<4]) + [UInt8](repeating: 0, count: 8) })
        #expect(answers { $0 = Array($0[..<3]) + [0x81] + [UInt8](repeating: 0, count: 8) })
    }

    @Test(arguments: [
        (UInt8(1), DNSFailure.Code.rejected), (2, .serverFailure), (4, .rejected), (5, .refused),
        (9, .notAuthoritative),
        (10, .notInZone), (15, .rejected),
    ])
    func `a response code is no answer`(_ code: UInt8, _ expected: DNSFailure.Code) throws {
        var (_, reply) = try exchange()
        reply[3] = reply[3] & 0xF0 | code
        #expect(throws: DNSFailure(expected)) {
            try DNSMessage.answer(reply, asked: .a, about: Self.name, server: server())
        }
    }

    @Test func `no bytes of a server do harm`() throws {
        var generator = SeededBytes(seed: 4711)
        let (query, reply) = try exchange()
        let key = try #require(TSIGKey(name: "k", secret: "c2VjcmV0"))
        let request = try DNSMessage.update(
            DNSUpdate(zone: "example.test", changes: [.add(name: Self.name, value: "x", ttl: 1)]), id: 1, key: key)
        for round in 0..<20_000 {
            var bytes = round % 3 == 0 ? request.bytes : reply
            if round % 2 == 0 { bytes[2] |= 0x80 }
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                switch Int.random(in: 0..<4, using: &generator) {
                case 0:
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
                case 1: bytes.removeLast(Int.random(in: 0..<min(bytes.count, 20), using: &generator))
                case 2: bytes += (0..<4).map { _ in UInt8.random(in: 0...255, using: &generator) }
                default:
                    let start = Int.random(in: 0..<bytes.count, using: &generator)
                    bytes[start] = 0xC0
                }
                if bytes.isEmpty { bytes = [0] }
            }
            _ = DNSReply.answers(query, bytes)
            for type in DNSRecordType.allCases {
                _ = try? DNSMessage.answer(bytes, asked: type, about: Self.name, server: server())
            }
            #expect(throws: DNSFailure.self) {
                try DNSMessage.check(updateReply: bytes, to: request, key: key, server: server())
            }
        }
    }

    /// Numbers that are the same in every run (SplitMix64).
    private struct SeededBytes: RandomNumberGenerator {
        private var state: UInt64
        init(seed: UInt64) { state = seed }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    @Test func `a success that is not signed is not believed`() throws {
        let key = try #require(TSIGKey(name: "k", secret: "c2VjcmV0"))
        let update = DNSUpdate(zone: "example.test", changes: [.add(name: Self.name, value: "x", ttl: 1)])
        let request = try DNSMessage.update(update, id: 1, key: key)
        let reply: [UInt8] = [0, 1, 0xA8, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(throws: DNSFailure(.malformed)) {
            try DNSMessage.check(updateReply: reply, to: request, key: key, server: server())
        }
        // The request itself, sent back as an answer, is signed with the key, but not as an answer.
        var mirrored = request.bytes
        mirrored[2] |= 0x80
        #expect(throws: DNSFailure(.malformed)) {
            try DNSMessage.check(updateReply: mirrored, to: request, key: key, server: server())
        }
        let unsigned = try DNSMessage.update(update, id: 1, key: nil)
        #expect(throws: Never.self) {
            try DNSMessage.check(updateReply: reply, to: unsigned, key: nil, server: server())
        }
    }

    @Test func `a refusal of a signed update may come unsigned`() throws {
        let key = try #require(TSIGKey(name: "k", secret: "c2VjcmV0"))
        let request = try DNSMessage.update(
            DNSUpdate(zone: "example.test", changes: [.add(name: Self.name, value: "x", ttl: 1)]), id: 1, key: key)
        let reply: [UInt8] = [0, 1, 0xA8, 5, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(throws: DNSFailure(.refused)) {
            try DNSMessage.check(updateReply: reply, to: request, key: key, server: server())
        }
    }

    @Test(arguments: ["a b", "a\"b", String(repeating: "a", count: 64) + ".test"])
    func `an update names nothing that is no name`(_ name: String) {
        for (zone, record) in [(name, "a.test"), ("test", name)] {
            #expect(throws: DNSFailure(.invalidName)) {
                try DNSMessage.update(
                    DNSUpdate(zone: zone, changes: [.add(name: record, value: "x", ttl: 1)]), id: 1, key: nil)
            }
        }
    }
}
