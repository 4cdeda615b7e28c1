import ProxyModel
import Testing

@testable import RedisStore

@Suite struct `Stored record` {
    @Test func `is read back with its revision`() throws {
        let record = try sampleProxy("*.example.com")
        let bytes = StoredRecord.encode(record, revision: 42)
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix(#"{"v":1,"r":42,"d":{"#))
        let (decoded, revision) = try StoredRecord.decode(bytes, kind: .proxies, id: "*.example.com")
        #expect(decoded == record)
        #expect(revision == 42)
    }

    @Test func `refuses every cut and every flipped byte of its frame without a trap`() throws {
        let bytes = StoredRecord.encode(try sampleProxy("a.example.com"), revision: .max)
        for count in bytes.indices {
            #expect(throws: StoreFailure.self, "\(count) bytes") {
                try StoredRecord.decode(Array(bytes[..<count]), kind: .proxies, id: "a")
            }
        }
        for index in 0..<11 {
            var changed = bytes
            changed[index] ^= 0x40
            #expect(throws: StoreFailure.self, "byte \(index)") {
                try StoredRecord.decode(changed, kind: .proxies, id: "a")
            }
        }
    }
}

@Suite struct `Change entry` {
    private func entry(_ id: String, _ fields: [String]) -> RedisReply {
        .array([.bytes(Array(id.utf8)), .array(fields.map { .bytes(Array($0.utf8)) })])
    }

    @Test func `reads changes in order`() throws {
        let record = try sampleProxy("ab.example.com")
        let value = String(decoding: StoredRecord.encode(record, revision: 7), as: UTF8.self)
        let read = try ChangeEntry(
            entry("7-0", ["tip", "t", "from", "f", "put:proxies:ab.example.com", value, "delete:routes:r:1", ""]))
        #expect(read.revision == 7 && read.tip == "t" && read.from == "f")
        #expect(read.changes == [.put(record), .delete(RecordKey(.routes, "r:1"))])
    }

    @Test func `has no changes when the set was too large`() throws {
        #expect(try ChangeEntry(entry("7-0", ["tip", "t", "from", "f", "reload", ""])).changes == nil)
    }

    @Test(arguments: [["odd"], ["put:nothing:x", "{}"], ["move:proxies:x", ""], ["put:proxies", ""]])
    func `refuses what it does not know`(_ fields: [String]) {
        #expect(throws: StoreFailure.self) { try ChangeEntry(entry("7-0", fields)) }
    }

    @Test(arguments: [RedisReply.null, .array([]), .array([.bytes([0x78]), .array([])])])
    func `refuses what is no entry`(_ reply: RedisReply) {
        #expect(throws: StoreFailure.self) { try ChangeEntry(reply) }
    }
}
