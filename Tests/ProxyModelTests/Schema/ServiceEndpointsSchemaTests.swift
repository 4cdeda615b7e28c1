import ProxyModel
import Testing

@Suite struct `The schema of where a service is` {
    private func decode(_ text: String) throws -> ServiceEndpoints {
        try ServiceEndpoints.schema.decode(JSONValue(parsing: Array(text.utf8)), form: .store)
    }

    @Test(arguments: ServiceEndpoints.Phase.allCases) func `every phase is kept`(phase: ServiceEndpoints.Phase) throws {
        let endpoints = ServiceEndpoints(service: "web", node: "edge-1", phase: phase, updatedAt: 5)
        let stored = ServiceEndpoints.schema.encode(endpoints, form: .store)
        #expect(try ServiceEndpoints.schema.decode(.object(stored), form: .store) == endpoints)
    }

    @Test(arguments: [
        (#"{"node":"n","phase":"ready","updated_at":1}"#, "/service"),
        (#"{"service":"a","phase":"ready","updated_at":1}"#, "/node"),
        (#"{"service":"a","node":"n","updated_at":1}"#, "/phase"),
        (#"{"service":"a","node":"n","phase":"x","updated_at":1}"#, "/phase"),
        (#"{"service":"a","node":"n","phase":"ready","upstreams":["ftp://a"],"updated_at":1}"#, "/upstreams/0"),
        (#"{"service":"a","node":"n","phase":"ready","wait_ms":-1,"updated_at":1}"#, "/wait_ms"),
        (
            #"{"service":"a","node":"n","phase":"ready","gates":[{"name":"a","bind":"x","host":1}],"updated_at":1}"#,
            "/gates/0/bind"
        ),
        (
            #"{"service":"a","node":"n","phase":"ready","gates":[{"name":"a","bind":"::1","host":1,"source_token_hash":"x"}],"updated_at":1}"#,
            "/gates/0/source_token_hash"
        ),
    ])
    func `says which field is wrong`(_ text: String, _ pointer: String) {
        let problem = #expect(throws: SchemaProblem.self) { try decode(text) }
        #expect(problem?.issues.map(\.pointer) == [pointer])
    }

    @Test func `a gate's digest is never shown`() throws {
        let record = try #require(try Fixtures.serviceRecords().first { $0.key.kind == .serviceEndpoints })
        #expect(!JSONValue.object(record.json(.request)).compactText.contains("0a0a"))
        #expect(JSONValue.object(record.json(.store)).compactText.contains("0a0a"))
    }
}
