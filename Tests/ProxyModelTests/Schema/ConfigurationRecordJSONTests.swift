import ProxyModel
import Testing

@Suite struct ConfigurationRecordJSONTests {
    private func stored(_ record: ConfigurationRecord) -> String {
        String(decoding: record.storedJSON(), as: UTF8.self)
    }

    @Test func `a plain proxy is stored without its defaults`() throws {
        let proxy = ProxyTarget(
            hostname: try HostPattern("a.test"), target: try UpstreamURL("http://b:1"), createdAt: 5)
        #expect(
            stored(.proxy(proxy))
                == #"{"hostname":"a.test","target_url":"http://b:1","created_at":5,"updated_at":5}"#)
    }

    @Test func `every kind survives the round trip through the store and through an export`() throws {
        for record in try Fixtures.records() {
            #expect(try ConfigurationRecord(kind: record.key.kind, storedJSON: record.storedJSON()) == record)
            let exported = JSONValue.object(record.json(.export))
            #expect(try ConfigurationRecord(kind: record.key.kind, json: exported, form: .export) == record)
        }
    }

    @Test func `the digest of a token is stored and never shown`() {
        let token = ConfigurationRecord.token(Fixtures.token)
        #expect(stored(token).contains(Fixtures.token.digest))
        #expect(token.json(.request)["digest"] == nil)
        #expect(token.json(.export)["digest"] != nil)
    }

    @Test func `refuses a stored value that is no record`() {
        #expect(throws: (any Error).self) { try ConfigurationRecord(kind: .proxies, storedJSON: Array("{}".utf8)) }
        #expect(throws: (any Error).self) { try ConfigurationRecord(kind: .proxies, storedJSON: Array("{".utf8)) }
        #expect(throws: (any Error).self) {
            try ConfigurationRecord(
                kind: .proxies, storedJSON: Array(#"{"hostname":"a.test","nope":1,"created_at":1,"updated_at":1}"#.utf8)
            )
        }
    }
}
