import Testing

@testable import ProxyModel

/// Who may see and call which tools.
@Suite struct ToolAccessTests {
    private static let ann = ToolAccess.Caller(
        AccessList.Person(subject: "local:ann", username: "ann", email: "ann@example.com", groups: ["staff"]),
        scopes: ["mcp:read"])
    private static let eve = ToolAccess.Caller(
        AccessList.Person(subject: "local:eve", username: "eve", email: "eve@elsewhere.test"), scopes: ["mcp:write"])

    private static func access(_ json: JSONValue) throws -> ToolAccess {
        try ToolAccess(rules: ValueSchema<[ToolRule]>.list(.object(ToolRule.schema)).decode(json, .request))
    }

    @Test func `what no rule fits is denied`() throws {
        let access = try Self.access([["tools": ["read_*"]]])
        #expect(access.rights(of: Self.ann).shows("read_file"))
        #expect(access.rights(of: Self.ann).refusal(of: "read_file", nil) == nil)
        #expect(!access.rights(of: Self.ann).shows("write_file"))
        #expect(access.rights(of: Self.ann).refusal(of: "write_file", nil) == .tool)
        #expect(!(try Self.access([])).rights(of: Self.ann).shows("read_file"))
    }

    @Test func `who did not sign in has no rights`() throws {
        let access = try Self.access([["tools": ["*"]]])
        #expect(!access.rights(of: nil).shows("add"))
        #expect(access.rights(of: nil).refusal(of: "add", nil) == .tool)
    }

    @Test(
        arguments: [
            (["users": ["ann"]], true, false), (["users": ["*@example.com"]], true, false),
            (["emails": ["*@elsewhere.test"]], false, true), (["groups": ["staff", "admin"]], true, false),
            (["scopes": ["mcp:write"]], false, true), (["groups": []], false, false),
            (["users": ["ann"], "scopes": ["mcp:write"]], false, false), ([:], true, true),
        ] as [(JSONValue, Bool, Bool)])
    func `a rule is for whom all of its lists admit`(who: JSONValue, ann: Bool, eve: Bool) throws {
        var rule = try #require(who.objectValue)
        rule.append("tools", ["*"])
        let access = try Self.access([.object(rule)])
        #expect(access.rights(of: Self.ann).shows("add") == ann)
        #expect(access.rights(of: Self.eve).shows("add") == eve)
    }

    @Test func `a key without limits has every scope`() throws {
        let access = try Self.access([["tools": ["*"], "scopes": ["mcp:admin"]]])
        #expect(access.rights(of: ToolAccess.Caller(Self.ann.person, scopes: nil)).shows("add"))
        #expect(!access.rights(of: Self.ann).shows("add"))
    }

    @Test func `the first rule that fits decides`() throws {
        let access = try Self.access([
            ["groups": ["staff"], "tools": ["delete_*"]],
            ["tools": ["delete_*"], "effect": "deny"],
            ["tools": ["*"]],
        ])
        #expect(access.rights(of: Self.ann).shows("delete_all"))
        #expect(!access.rights(of: Self.eve).shows("delete_all"))
        #expect(access.rights(of: Self.eve).shows("add"))
    }

    @Test func `seeing and calling are two things`() throws {
        let access = try Self.access([
            ["tools": ["add"], "actions": ["list"]], ["tools": ["secret"], "actions": ["call"]],
        ])
        #expect(access.rights(of: Self.ann).shows("add"))
        #expect(access.rights(of: Self.ann).refusal(of: "add", nil) == .tool)
        #expect(!access.rights(of: Self.ann).shows("secret"))
        #expect(access.rights(of: Self.ann).refusal(of: "secret", nil) == nil)
    }

    @Test func `a call whose arguments are not as the rule asks is denied, whatever follows`() throws {
        let access = try Self.access([
            ["tools": ["pay"], "arguments": [["path": "/amount", "maximum": 100]]], ["tools": ["*"]],
        ])
        #expect(access.rights(of: Self.ann).shows("pay"))
        #expect(access.rights(of: Self.ann).refusal(of: "pay", ["amount": 100]) == nil)
        #expect(access.rights(of: Self.ann).refusal(of: "pay", ["amount": 101]) == .argument("/amount"))
        #expect(access.rights(of: Self.ann).refusal(of: "pay", [:]) == .argument("/amount"))
        #expect(access.rights(of: Self.ann).refusal(of: "pay", nil) == .argument("/amount"))
    }

    @Test func `names of tools are compared by bytes`() throws {
        // The Kelvin sign is equal to K for Swift, and for no server.
        let access = try Self.access([["tools": ["getK"]]])
        #expect(!access.rights(of: Self.ann).shows("get\u{212A}"))
        #expect(!access.rights(of: Self.ann).shows("getk"))
    }

    @Test func `nobody has a right to a tool with an endless name`() throws {
        let rights = try Self.access([["tools": ["*"]]]).rights(of: Self.ann)
        let longest = String(repeating: "a", count: ToolRights.longestName)
        #expect(rights.shows(longest))
        #expect(rights.refusal(of: longest, nil) == nil)
        #expect(!rights.shows(longest + "a"))
        #expect(rights.refusal(of: longest + "a", nil) == .tool)
    }

    @Test(
        arguments: [
            ("/a", ["equals": 1], ["a": 1.0], true), ("/a", ["equals": 1], ["a": "1"], false),
            ("/a", ["equals": true], ["a": true], true), ("/a", ["equals": 0], ["a": false], false),
            ("/a", ["equals": "K"], ["a": "\u{212A}"], false), ("/\u{4B}", ["equals": 1], ["\u{212A}": 1], false),
            ("/a", ["one_of": ["x", 2]], ["a": "x"], true), ("/a", ["one_of": ["x", 2]], ["a": 2], true),
            ("/a", ["one_of": ["x", 2]], ["a": "y"], false), ("/a", ["one_of": []], ["a": "y"], false),
            ("/a", ["glob": "acme/*"], ["a": "acme/site"], true),
            ("/a", ["glob": "acme/*"], ["a": "evil/acme/"], false),
            ("/a", ["glob": "*"], ["a": 1], false), ("/a", ["glob": "*"], ["a": ["x"]], false),
            ("/a", ["minimum": 0, "maximum": 10], ["a": 10], true),
            ("/a", ["minimum": 0, "maximum": 10], ["a": 10.5], false),
            ("/a", ["minimum": 0], ["a": -1], false), ("/a", ["maximum": 10], ["a": "5"], false),
            ("/a", ["maximum": 9007199254740992], ["a": 9007199254740993], false),
            ("/a", ["minimum": -9007199254740992], ["a": -9007199254740993], false),
            ("/a/b/0", ["equals": "x"], ["a": ["b": ["x"]]], true),
            ("/a/b/1", ["equals": "x"], ["a": ["b": ["x"]]], false),
            ("/a/b/00", ["equals": "x"], ["a": ["b": ["x"]]], false), ("/a/b", ["equals": "x"], ["a": "x"], false),
            ("/m~1n/~0", ["equals": 1], ["m/n": ["~": 1]], true), ("/", ["equals": 1], ["": 1], true),
            ("/a", ["equals": 1, "optional": true], [:], true),
            ("/a", ["equals": 1, "optional": true], ["a": .null], false),
            ("/a", ["equals": 1], ["a": 1, "A": 2], false), ("/a", ["equals": 1], ["A": 2, "a": 1], false),
            ("/a", ["equals": 1, "optional": true], ["A": 2], false),
            ("/a", ["equals": 1, "optional": true], ["a\0": 2], false),
            ("/sk", ["equals": 1], ["sk": 1, "\u{17F}\u{212A}": 2], false),
            ("/a/b", ["equals": 1], ["a": ["b": 1, "B": 2]], false),
            ("/a/b", ["equals": 1], ["a": ["b": 1], "A": ["b": 2]], false),
            ("/a/b", ["equals": 1], ["a": ["b": 1, "c": 1, "C": 2], "d": 1, "D": 1], true),
        ] as [(String, JSONValue, JSONValue, Bool)])
    func `arguments are compared`(path: String, condition: JSONValue, arguments: JSONValue, isMet: Bool) throws {
        var json = try #require(condition.objectValue)
        json.append("path", .string(path))
        let constraint = try ArgumentConstraint.schema.decode(.object(json), form: .request)
        #expect(constraint.isMet(by: arguments) == isMet)
    }

    @Test func `a text too long to be matched in a bounded time is no match`() throws {
        var constraint = ArgumentConstraint(path: "/a")
        constraint.glob = "*"
        let longest = String(repeating: "a", count: ArgumentConstraint.longestText)
        #expect(constraint.isMet(by: ["a": .string(longest)]))
        #expect(!constraint.isMet(by: ["a": .string(longest + "a")]))
    }

    @Test func `a number beyond 64 bits is compared as a number, and is no other one`() {
        func isMet(_ text: String, _ edit: (inout ArgumentConstraint) -> Void) -> Bool {
            var constraint = ArgumentConstraint(path: "/n")
            edit(&constraint)
            return constraint.isMet(by: ["n": .largeNumber(text)])
        }
        #expect(isMet("18446744073709551616") { $0.minimum = 5 })
        #expect(!isMet("18446744073709551616") { $0.maximum = 5 })
        #expect(!isMet("-18446744073709551616") { $0.minimum = 5 })
        #expect(isMet("-18446744073709551616") { $0.maximum = 5 })
        #expect(isMet("1e400") { $0.minimum = 1e300 })
        #expect(!isMet("-1e400") { $0.minimum = -1e300 })
        #expect(isMet("18446744073709551616") { ($0.minimum, $0.maximum) = (1e19, 2e19) })
        // Its double is the bound, the number itself is beyond.
        #expect(!isMet("10000000000000000000001") { $0.maximum = 1e22 })
        #expect(!isMet("10000000000000000000001") { $0.equals = .number(1e22) })
    }
}
