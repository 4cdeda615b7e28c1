import ProxyModel
import Testing

@Suite struct `The schema of a token of ports` {
    private func decode(_ text: String, form: JSONForm = .request) throws -> PortToken {
        try PortToken.schema.decode(JSONValue(parsing: Array(text.utf8)), form: form)
    }

    @Test func `opens everything of its owner unless something else is said`() throws {
        let token = try decode(#"{"name":"ci"}"#)
        #expect(token.allowedServices.isEmpty)
        #expect(token.allowedPorts.isEmpty)
        #expect(token.expiresAt == nil)
    }

    @Test(arguments: [
        (#"{}"#, "/name"), (#"{"name":""}"#, "/name"), (#"{"name":"a/b"}"#, "/name"), (#"{"name":"a\nb"}"#, "/name"),
        (#"{"name":"a","token_hash":"x"}"#, "/token_hash"),
        (#"{"name":"a","allowed_services":["a b"]}"#, "/allowed_services/0"),
        (#"{"name":"a","allowed_ports":[0]}"#, "/allowed_ports/0"),
        (#"{"name":"a","allowed_ports":[65536]}"#, "/allowed_ports/0"),
        (#"{"name":"a","allowed_ports":1}"#, "/allowed_ports"),
        (#"{"name":"a","expires_at":"2030-01-01T00:00:00Z"}"#, "/expires_at"),
        (#"{"name":"a","created_by":"x"}"#, "/created_by"),
    ])
    func `says which field is wrong`(_ text: String, _ pointer: String) {
        let problem = #expect(throws: SchemaProblem.self) { try decode(text) }
        #expect(problem?.issues.map(\.pointer) == [pointer])
    }

    @Test func `keeps the digest and does not show it`() throws {
        let token = PortToken(name: "ci", digest: String(repeating: "0b", count: 32), createdAt: 1)
        #expect(PortToken.schema.encode(token, form: .store)["token_hash"] == .string(token.digest))
        #expect(PortToken.schema.encode(token, form: .request)["token_hash"] == nil)
    }
}
