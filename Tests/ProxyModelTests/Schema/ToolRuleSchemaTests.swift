import Testing

@testable import ProxyModel

/// The rules about tools as members of a proxy.
@Suite struct ToolRuleSchemaTests {
    private static func proxy(_ rules: JSONValue, auth: Bool = true, endpoint: JSONValue = "/mcp") throws -> ProxyTarget
    {
        try ProxyTarget.schema.decode(
            [
                "hostname": "a.test", "target_url": "http://127.0.0.1:1", "auth_enabled": .bool(auth),
                "auth_proxy": "auth.test", "resource_endpoint": endpoint, "tool_access": rules,
            ], form: .request)
    }

    private static func issues(of rules: JSONValue) -> [SchemaIssue] {
        do {
            _ = try proxy(rules)
            return []
        } catch {
            return (error as? SchemaProblem)?.issues ?? []
        }
    }

    @Test(
        arguments: [
            ([["tool": ["a"], "tools": ["a"]]], "/tool_access/0/tool"), ([[:]], "/tool_access/0/tools"),
            ([["tools": []]], "/tool_access/0/tools"), ([["tools": "a"]], "/tool_access/0/tools"),
            ([["tools": ["a"], "actions": ["run"]]], "/tool_access/0/actions/0"),
            ([["tools": ["a"], "actions": []]], "/tool_access/0/actions"),
            ([["tools": ["a"], "effect": "maybe"]], "/tool_access/0/effect"),
            ([["tools": ["a"], "users": "ann"]], "/tool_access/0/users"),
            (
                [["tools": ["a"]], ["tools": ["a"], "arguments": [["path": "a", "equals": 1]]]],
                "/tool_access/1/arguments/0/path"
            ),
            ([["tools": ["a"], "arguments": [["path": "/a~", "equals": 1]]]], "/tool_access/0/arguments/0/path"),
            ([["tools": ["a"], "arguments": [["path": "/a"]]]], "/tool_access/0/arguments/0"),
            (
                [["tools": ["a"], "arguments": [["path": "/a", "equals": 1, "glob": "x"]]]],
                "/tool_access/0/arguments/0"
            ),
            ([["tools": ["a"], "arguments": [["path": "/a", "equals": []]]]], "/tool_access/0/arguments/0/equals"),
            (
                [["tools": ["a"], "arguments": [["path": "/a", "minimum": 2, "maximum": 1]]]],
                "/tool_access/0/arguments/0/minimum"
            ),
            (
                [["tools": ["a"], "effect": "deny", "arguments": [["path": "/a", "equals": 1]]]],
                "/tool_access/0/arguments"
            ),
            (
                [["tools": ["a"], "actions": ["list"], "arguments": [["path": "/a", "equals": 1]]]],
                "/tool_access/0/arguments"
            ),
            ("all", "/tool_access"),
        ] as [(JSONValue, String)])
    func `what is wrong is named`(rules: JSONValue, pointer: String) {
        #expect(Self.issues(of: rules).map(\.pointer) == [pointer])
    }

    @Test func `rules need a guard and a resource, without which they would hold nobody off`() throws {
        #expect(throws: SchemaProblem.self) { try Self.proxy([["tools": ["*"]]], auth: false) }
        #expect(throws: SchemaProblem.self) { try Self.proxy([["tools": ["*"]]], endpoint: .null) }
        #expect(try Self.proxy([["tools": ["*"]]]).toolRules?.count == 1)
        #expect(try Self.proxy(.null).toolAccess == nil)
    }

    @Test(arguments: [JSONForm.store, .export]) func `what is stored is read again`(form: JSONForm) throws {
        let proxy = try Self.proxy([
            [
                "users": ["ann"], "scopes": ["mcp:write"], "tools": ["a", "b*"], "actions": ["call"],
                "arguments": [
                    ["path": "/x", "equals": false], ["path": "/y", "one_of": [1, "z"], "optional": true],
                    ["path": "/w", "glob": ""], ["path": "/z", "minimum": 0.5],
                ],
            ], ["tools": ["*"], "effect": "deny"],
        ])
        let json = JSONValue.object(ProxyTarget.schema.encode(proxy, form: form))
        #expect(try ProxyTarget.schema.decode(json, form: form).toolAccess == proxy.toolAccess)
    }
}
