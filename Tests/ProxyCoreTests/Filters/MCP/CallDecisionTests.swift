import ProxyModel
import Testing

@testable import ProxyCore

/// What becomes of calls to a server whose tools are not open to everybody.
@Suite struct CallDecisionTests {
    private static let rights: ToolRights = {
        var limited = ToolRule(tools: ["pay"])
        var constraint = ArgumentConstraint(path: "/amount")
        constraint.maximum = 100
        limited.arguments = [constraint]
        let ann = AccessList.Person(subject: "local:ann", username: "ann")
        return ToolAccess(rules: [ToolRule(tools: ["add"]), limited]).rights(
            of: ToolAccess.Caller(ann, scopes: nil))
    }()

    private static func decide(_ text: String, methods: [String] = [], names: [String] = []) -> CallDecision {
        CallDecision.on(
            Array(text.utf8),
            MirroredFields(methods: methods.map { Array($0.utf8) }, names: names.map { Array($0.utf8) }),
            Self.rights)
    }

    /// The status, and what is said; nil when the call goes on.
    private static func refusal(
        _ text: String, methods: [String] = [], names: [String] = []
    ) -> (status: UInt16, body: JSONValue)? {
        guard case .refused(let refusal) = Self.decide(text, methods: methods, names: names) else { return nil }
        return (refusal.status, refusal.body)
    }

    private static func call(_ tool: String, id: String = "1", arguments: String = "{}") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#
    }

    @Test(arguments: [
        #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        #"{"jsonrpc":"2.0","id":7,"result":{}}"#, #"{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"x"}}"#,
        #"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
        Self.call("add"), Self.call("pay", arguments: #"{"amount":99.5}"#), "[\(Self.call("add")),\(Self.call("add"))]",
    ])
    func `goes on`(text: String) { #expect(Self.refusal(text) == nil) }

    @Test(arguments: ["1", "\"a\\\"b\"", "-3", "null"])
    func `a tool that is not allowed is refused with the identifier of the call`(id: String) throws {
        let refusal = try #require(Self.refusal(Self.call("delete", id: id)))
        #expect(refusal.status == 200)
        #expect(refusal.body["id"] == (try JSONValue(parsing: Array(id.utf8))))
        #expect(refusal.body["error"]?["code"] == -32602)
        #expect(refusal.body["error"]?["message"] == "The tool 'delete' is not there for you")
    }

    @Test func `a call without an identifier is refused too`() throws {
        let text = #"{"jsonrpc":"2.0","method":"tools/call","params":{"name":"delete"}}"#
        #expect(try #require(Self.refusal(text)).body["id"] == .null)
    }

    @Test func `an argument that is not allowed is named`() throws {
        let refusal = try #require(Self.refusal(Self.call("pay", arguments: #"{"amount":1e9}"#)))
        #expect(refusal.body["error"]?["message"]?.stringValue?.contains("/amount") == true)
        #expect(Self.refusal(Self.call("pay")) != nil)
        #expect(Self.refusal(Self.call("pay", arguments: "[]")) != nil)
    }

    @Test(arguments: [
        #"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":["add"]}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["add"]}"#,
    ])
    func `a call that names no tool is refused`(text: String) throws {
        #expect(try #require(Self.refusal(text)).body["error"]?["code"] == -32602)
    }

    @Test(arguments: [
        "", "{", "\u{FEFF}" + Self.call("add"), Self.call("add") + "x",
        "{\"method\":\"ping\",\"method\":\"tools/call\"}",
        #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","name":"delete"}}"#,
        #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","n\u0061me":"delete"}}"#,
        #"{"a":"\ud800"}"#, String(repeating: "[", count: 1000),
    ])
    func `what is not strictly JSON is refused`(text: String) throws {
        let refusal = try #require(Self.refusal(text))
        #expect(refusal.status == 400)
        #expect(refusal.body["error"]?["code"] == -32700)
        #expect(refusal.body["id"] == .null)
    }

    @Test(arguments: [
        "1", "\"x\"", "{}", "[]", "[1]", #"{"id":{},"method":"ping"}"#, #"{"id":1,"method":2}"#,
        #"{"id":1,"method":null}"#,
    ])
    func `JSON that is no message is refused`(text: String) throws {
        let refusal = try #require(Self.refusal(text))
        #expect(refusal.status == 400)
        #expect(refusal.body["error"]?["code"] == -32600)
    }

    @Test(arguments: [
        #"{"id":1,"method":"ping","Method":"tools/call","params":{"name":"delete"}}"#,
        #"{"id":1,"METHOD":"tools/call","method":"ping"}"#, #"{"id":1,"method":"ping","me\u0000thod":"tools/call"}"#,
        #"{"id":1,"method":"tools/call","params":{"name":"add"},"Params":{"name":"delete"}}"#,
        #"{"id":1,"method":"tools/call","params":{"name":"add"},"param\u017F":{"name":"delete"}}"#,
        #"{"id":1,"method":"tools/call","params":{"name":"add","Name":"delete"}}"#,
        #"{"id":1,"method":"tools/call","params":{"name":"add","argument\u017f":{"amount":1}}}"#,
        #"{"id":1,"method":"tools/call","params":{"name":"pay","arguments":{"amount":1},"ARGUMENTS":{"amount":999}}}"#,
        #"{"id":7,"result":{},"Method":"tools/call"}"#, #"{"id":1,"ID":2,"method":"ping"}"#,
        #"[{"id":1,"method":"ping"},{"id":1,"method":"ping","Method":"tools/call"}]"#,
    ])
    func `a message that may be another one to a careless server is refused`(text: String) throws {
        let refusal = try #require(Self.refusal(text))
        #expect(refusal.status == 400)
        #expect(refusal.body["error"]?["code"] == -32600)
    }

    @Test func `names that mean nothing may be spelled in any way`() {
        let meta = #"{"id":1,"method":"ping","X":1,"x":2,"params":{"Name":"x","name":"y"}}"#
        #expect(Self.refusal(meta) == nil)
        #expect(Self.refusal(Self.call("add", arguments: #"{"Name":1,"name":2}"#)) == nil)
        #expect(Self.refusal(Self.call("pay", arguments: #"{"amount":1,"Amount":999}"#)) != nil)
    }

    @Test func `a batch of more messages than are looked at is refused`() throws {
        let call = Self.call("add")
        #expect(Self.refusal("[" + String(repeating: call + ",", count: 99) + call + "]") == nil)
        let refusal = try #require(Self.refusal("[" + String(repeating: call + ",", count: 100) + call + "]"))
        #expect(refusal.status == 400)
        #expect(refusal.body["error"]?["code"] == -32600)
    }

    @Test func `a name that is longer than any is not repeated`() throws {
        let name = String(repeating: "a", count: 257)
        let refusal = try #require(Self.refusal(Self.call(name)))
        #expect(refusal.body["error"]?["code"] == -32602)
        #expect(refusal.body["error"]?["message"] == "No tool has a name that long")
        let shorter = try #require(Self.refusal(Self.call(String(name.dropLast()))))
        #expect(shorter.body["error"]?["message"]?.stringValue?.contains("is not there for you") == true)
    }

    @Test func `of a batch nothing is done when one call may not be made`() throws {
        let ping = #"{"jsonrpc":"2.0","method":"notifications/x"}"#
        let refusal = try #require(
            Self.refusal(
                "[\(Self.call("add", id: "1")),\(ping),\(Self.call("delete", id: "2")),{\"id\":9,\"result\":{}}]"))
        let errors = try #require(refusal.body.arrayValue)
        #expect(errors.map { $0["id"] } == [1, 2])
        #expect(errors[1]["error"]?["message"] == "The tool 'delete' is not there for you")
    }

    @Test func `calls that ask for a list are remembered`() {
        let list = #"{"jsonrpc":"2.0","id":"a","method":"tools/list"}"#
        guard case .admitted(let calls) = Self.decide("[\(list),\(Self.call("add"))]") else {
            Issue.record("refused")
            return
        }
        #expect(calls.map(\.method) == ["tools/list", "tools/call"])
        #expect(calls.map(\.id) == ["a", 1])
    }

    @Test(arguments: ["18446744073709551616", "-99999999999999999999", "1e999"])
    func `numbers of any size are numbers`(number: String) throws {
        #expect(Self.refusal(Self.call("add", id: number, arguments: #"{"a":[\#(number)]}"#)) == nil)
        let refusal = try #require(Self.refusal(Self.call("delete", id: number)))
        let body = String(decoding: refusal.body.compactBytes, as: UTF8.self)
        #expect(body.hasSuffix(#""id":\#(number)}"#))
        let isBelow = number.hasPrefix("-")
        #expect((Self.refusal(Self.call("pay", arguments: #"{"amount":\#(number)}"#)) == nil) == isBelow)
    }

    // MARK: - Fields

    @Test(
        arguments: [
            (["tools/call"], ["add"]), ([], ["add"]), (["tools/call"], []), (["tools/call"], ["=?base64?YWRk?="]),
        ] as [([String], [String])])
    func `fields that agree`(methods: [String], names: [String]) {
        #expect(Self.refusal(Self.call("add"), methods: methods, names: names) == nil)
    }

    @Test(
        arguments: [
            (["tools/list"], ["add"]), (["tools/call", "tools/call"], []), (["Tools/Call"], []),
            (["tools/call"], ["delete"]),
            (["tools/call"], ["add", "add"]), (["tools/call"], [""]), ([""], []), ([], ["=?base64?YWR?="]),
            ([], ["=?BASE64?YWRk?="]), ([], ["=?base64?ZGVs?="]), ([], ["=?base64??="]),
        ] as [([String], [String])])
    func `fields that say something else are refused`(methods: [String], names: [String]) throws {
        let refusal = try #require(Self.refusal(Self.call("add"), methods: methods, names: names))
        #expect(refusal.status == 400)
        #expect(refusal.body["error"]?["code"] == -32020)
        #expect(refusal.body["id"] == 1)
    }

    @Test func `fields cannot mirror a batch`() throws {
        #expect(try #require(Self.refusal("[\(Self.call("add"))]", methods: ["tools/call"])).status == 400)
        #expect(Self.refusal("[\(Self.call("add"))]") == nil)
    }

    @Test func `the name of other calls is mirrored too`() throws {
        let prompt = #"{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"p"}}"#
        #expect(Self.refusal(prompt, methods: ["prompts/get"], names: ["p"]) == nil)
        #expect(Self.refusal(prompt, methods: ["prompts/get"], names: ["q"]) != nil)
        let resource = #"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///ä"}}"#
        #expect(Self.refusal(resource, names: ["=?base64?ZmlsZTovLy/DpA==?="]) == nil)
        #expect(Self.refusal(resource, names: ["=?base64?ZmlsZTovLy_DpA==?="]) != nil)
    }

    @Test func `bytes of all kinds trap nowhere`() {
        var random = SeededGenerator(seed: 11)
        let base = Array(Self.call("add", arguments: #"{"a":[1,{"b":"\u00e4"}]}"#).utf8)
        for _ in 0..<3000 {
            var bytes = base
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
                case 1: bytes.remove(at: index)
                default: bytes.insert(bytes.randomElement(using: &random) ?? 0, at: index)
                }
            }
            let decision = CallDecision.on(bytes, MirroredFields(), Self.rights)
            // Whatever goes on is what was read here, or no call of a tool at all.
            guard case .admitted = decision else { continue }
            let json = try? JSONValue(parsing: bytes)
            #expect(json?["method"] != "tools/call" || json?["params"]?["name"] == "add")
        }
    }
}
