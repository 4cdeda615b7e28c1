import ProxyModel
import Testing

@Suite struct `Schemas of what signing in needs` {
    private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test func `show no secret`() throws {
        for record in Fixtures.accessRecords {
            let shown = JSONValue.object(record.json(.request)).compactText
            for secret in ["argon2id", "0a0a", "sealed", "AwQF"] {
                #expect(!shown.contains(secret), "\(record.key.kind) shows \(secret)")
            }
        }
    }

    @Test(arguments: ["Ann", "ann@Example.com", "a.b_c-d"])
    func `take names of accounts in lower case`(_ name: String) throws {
        let user = try LocalUser.schema.decode(["name": .string(name)], form: .request)
        #expect(user.name == name.lowercased())
    }

    @Test(arguments: ["", "a b", "ä", "a:b", "a/b", "a\u{0}", String(repeating: "a", count: 65)])
    func `refuse other names of accounts`(_ name: String) {
        #expect(throws: SchemaProblem.self) {
            try LocalUser.schema.decode(["name": .string(name)], form: .request)
        }
    }

    @Test(arguments: ["password_hash", "created_at", "nope"])
    func `take no field that the server sets`(_ field: String) {
        #expect(throws: SchemaProblem.self) {
            try LocalUser.schema.decode(
                .object(JSONObject(members: [.init(name: "name", value: "ann"), .init(name: field, value: "x")])),
                form: .request)
        }
    }

    @Test(arguments: [
        "https://login.example.com", "https://login.example.com/", "http://127.0.0.1:8080/realms/a",
    ])
    func `take the address of a provider`(_ address: String) throws {
        let provider = try IdentityProvider.schema.decode(
            ["name": "corp", "kind": "oidc", "issuer": .string(address), "client_id": "x"], form: .request)
        #expect(!provider.issuer.hasSuffix("/"))
    }

    @Test(arguments: [
        "", "login.example.com", "ftp://x", "https://", "https:///x", "https://a@b", "https://a/?b", "https://a/#b",
        "https://a b", "javascript:alert(1)", "https://a\\b", "https://ä.example",
    ])
    func `refuse what is no address of a provider`(_ address: String) {
        #expect(throws: SchemaProblem.self) {
            try IdentityProvider.schema.decode(
                ["name": "corp", "kind": "oidc", "issuer": .string(address), "client_id": "x"], form: .request)
        }
    }

    @Test(arguments: ["local", "Corp", "a_b", "", String(repeating: "a", count: 33)])
    func `refuse other names of providers`(_ name: String) {
        #expect(throws: SchemaProblem.self) {
            try IdentityProvider.schema.decode(
                ["name": .string(name), "kind": "oidc", "issuer": "https://a", "client_id": "x"], form: .request)
        }
    }

    @Test(arguments: ["a b", "a\"b", "a\\b", "ä", ""])
    func `refuse what is no scope`(_ scope: String) {
        #expect(throws: SchemaProblem.self) {
            try ValueSchema<[String]>.scopes.decode([.string(scope)], .request)
        }
    }
}
