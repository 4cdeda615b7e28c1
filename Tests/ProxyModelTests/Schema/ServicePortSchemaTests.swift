import ProxyModel
import Testing

@Suite struct `The schema of a port of a service` {
    private func decode(_ text: String, form: JSONForm = .request) throws -> ServicePort {
        try ServicePort.schema.decode(JSONValue(parsing: Array(text.utf8)), form: form)
    }

    @Test func `is open and on loopback unless something else is said`() throws {
        let port = try decode(#"{"name":"mcp","host":12000,"container":3000}"#)
        #expect(port.bind == "127.0.0.1")
        #expect(port.transport == .tcp)
        #expect(!port.isGated)
    }

    @Test(arguments: [
        ("localhost", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("::", "::"), ("0:0:0:0:0:0:0:1", "::1"),
        ("2001:DB8::1", "2001:db8::1"),
    ]) func `an address is brought to its canonical form`(text: String, canonical: String) throws {
        #expect(try decode(#"{"name":"a","host":1,"container":1,"bind":"\#(text)"}"#).bind == canonical)
    }

    @Test(arguments: [#""require_token":true"#, #""allowed_sources":["10.0.0.0/8"]"#])
    func `a token or sources make it gated, and are for TCP`(member: String) throws {
        #expect(try decode(#"{"name":"a","host":1,"container":1,\#(member)}"#).isGated)
        let problem = #expect(throws: SchemaProblem.self) {
            try decode(#"{"name":"a","host":1,"container":1,"protocol":"udp",\#(member)}"#)
        }
        #expect(problem?.issues.map(\.pointer) == ["/protocol"])
    }

    @Test(arguments: [
        (#"{"host":1,"container":1}"#, "/name"), (#"{"name":"a","container":1}"#, "/host"),
        (#"{"name":"a","host":1}"#, "/container"), (#"{"name":"A","host":1,"container":1}"#, "/name"),
        (#"{"name":"","host":1,"container":1}"#, "/name"),
        (#"{"name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","host":1,"container":1}"#, "/name"),
        (#"{"name":"a","host":0,"container":1}"#, "/host"), (#"{"name":"a","host":65536,"container":1}"#, "/host"),
        (#"{"name":"a","host":1,"container":0}"#, "/container"),
        (#"{"name":"a","host":1,"container":1,"bind":"example.com"}"#, "/bind"),
        (#"{"name":"a","host":1,"container":1,"bind":"10.0.0.0/8"}"#, "/bind"),
        (#"{"name":"a","host":1,"container":1,"bind":"010.0.0.1"}"#, "/bind"),
        (#"{"name":"a","host":1,"container":1,"protocol":"sctp"}"#, "/protocol"),
        (#"{"name":"a","host":1,"container":1,"allowed_sources":["x"]}"#, "/allowed_sources/0"),
        (#"{"name":"a","host":1,"container":1,"source_token_hash":null}"#, "/source_token_hash"),
        (#"{"name":"a","host":1,"container":1,"created_at":1}"#, "/created_at"),
    ])
    func `says which field is wrong`(_ text: String, _ pointer: String) {
        let problem = #expect(throws: SchemaProblem.self) { try decode(text) }
        #expect(problem?.issues.map(\.pointer) == [pointer])
    }

    @Test func `keeps the digest of its token and does not show it`() throws {
        let stored = ServicePort.schema.encode(Fixtures.gatedPort, form: .store)
        #expect(try ServicePort.schema.decode(.object(stored), form: .store) == Fixtures.gatedPort)
        #expect(ServicePort.schema.encode(Fixtures.gatedPort, form: .request)["source_token_hash"] == nil)
    }
}
