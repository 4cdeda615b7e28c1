import ProxyModel
import Testing

@testable import ProxyCore

/// What is taken out of lists of tools.
@Suite struct ToolListEditTests {
    private static func edit(_ text: String) throws -> JSONValue? {
        switch ToolListEdit.of(Array(text.utf8), shows: { $0 == "add" }) {
        case .edited(let bytes): try JSONValue(parsing: bytes)
        case .untouched: nil
        case .unreadable: "unreadable"
        }
    }

    @Test func `tools that are not shown are taken out, and everything else stays`() throws {
        let edited = try Self.edit(
            #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"add","x":[1.5]},{"name":"del"}],"nextCursor":"c"}}"#)
        #expect(
            edited == [
                "jsonrpc": "2.0", "id": 1, "result": ["tools": [["name": "add", "x": [1.5]]], "nextCursor": "c"],
            ])
    }

    @Test(arguments: [
        (
            #"{ "id" : 1e2, "result":{"tools":[ {"name":"del"} , {"name":"add","max":1e2} ]}}"#,
            #"{ "id" : 1e2, "result":{"tools":[ {"name":"add","max":1e2} ]}}"#
        ),
        (
            #"{"result":{"n":18446744073709551616,"tools":[{"name":"add"},{"name":"del","a":"]},"}, {"name":"add","d":1.10}]}}"#,
            #"{"result":{"n":18446744073709551616,"tools":[{"name":"add"}, {"name":"add","d":1.10}]}}"#
        ),
        (
            #"{"result":{"tools":[{"name":"del"},{"name":"x"}],"u":"\u0041\/"},"id":9e999}"#,
            #"{"result":{"tools":[],"u":"\u0041\/"},"id":9e999}"#
        ),
        (
            #"{"result":{"tools":[{"name":"add"},"x",[[]]],"cacheScope" : "public" ,"a":-0}}"#,
            #"{"result":{"tools":[{"name":"add"}],"cacheScope" : "private" ,"a":-0}}"#
        ),
        (
            #"{"result":{"a\"]":"[{\\","tools":[{"name":"add"}],"ttlMs":1E+2}}"#,
            #"{"result":{"cacheScope":"private","a\"]":"[{\\","tools":[{"name":"add"}],"ttlMs":1E+2}}"#
        ),
        (
            "[\n{\"result\" :\t{\"tools\" :[1, {\"name\":\"add\"},2 ,3]}} , 1e9,{\"result\":{\"tools\":[ ]}}]",
            "[\n{\"result\" :\t{\"tools\" :[{\"name\":\"add\"}]}} , 1e9,{\"result\":{\"tools\":[ ]}}]"
        ),
    ])
    func `what stays is written as it was`(text: String, edited: String) {
        let edit = ToolListEdit.of(Array(text.utf8)) { $0 == "add" }
        #expect(edit == .edited(Array(edited.utf8)))
    }

    @Test func `lists of any form lose the same tools as their values do`() throws {
        var generator = SeededGenerator(seed: 7)
        let names = ["add", "del", "x\"]", "a\\", "}{,"]
        for _ in 0..<500 {
            let tools: [JSONValue] = (0..<Int.random(in: 0...6, using: &generator)).map { number in
                [
                    "name": .string(names.randomElement(using: &generator) ?? ""), "n": .integer(Int64(number)),
                    "a": [[], "]", [:]],
                ]
            }
            let text = JSONValue.object(["a": "x", "result": ["b": [1, ["c": "}"]], "tools": .array(tools)]])
            let bytes = Bool.random(using: &generator) ? text.compactBytes : text.prettyBytes
            let shown = tools.filter { $0["name"] == "add" }
            switch ToolListEdit.of(bytes, shows: { $0 == "add" }) {
            case .untouched: #expect(shown.count == tools.count)
            case .edited(let content): #expect(try JSONValue(parsing: content)["result"]?["tools"] == .array(shown))
            case .unreadable: Issue.record("unreadable")
            }
        }
    }

    @Test func `a list that is shown in full is untouched`() throws {
        #expect(try Self.edit(#"{"id":1,"result":{"tools":[{"name":"add"}]}}"#) == nil)
        #expect(try Self.edit(#"{"id":1,"result":{"tools":[]}}"#) == nil)
    }

    @Test func `a name spelled with escapes is a name`() throws {
        #expect(try Self.edit(#"{"id":1,"result":{"t\u006fols":[{"n\u0061me":"del"}]}}"#)?["result"]?["tools"] == [])
    }

    @Test func `what names no tool is taken out`() throws {
        #expect(try Self.edit(#"{"result":{"tools":[{"title":"add"},"add",{"name":1}]}}"#)?["result"]?["tools"] == [])
    }

    @Test(arguments: [#""cacheScope":"public","ttlMs":5"#, #""ttlMs":5"#, #""cacheScope":"public""#])
    func `a list that may be cached becomes private`(members: String) throws {
        let edited = try Self.edit(#"{"result":{"tools":[{"name":"add"}],\#(members)}}"#)
        #expect(edited?["result"]?["cacheScope"] == "private")
        #expect(edited?["result"]?["tools"]?.arrayValue?.count == 1)
        #expect(try Self.edit(#"{"result":{"tools":[],"cacheScope":"private","ttlMs":5}}"#) == nil)
    }

    @Test func `each answer of a batch is looked at`() throws {
        let edited = try Self.edit(#"[{"id":1,"result":{}},{"id":2,"result":{"tools":[{"name":"del"}]}}]"#)
        #expect(edited == [["id": 1, "result": [:]], ["id": 2, "result": ["tools": []]]])
    }

    @Test(arguments: [
        "", "<html>", "{\"error\":{\"message\":\"no tools\"}}", "{\"a\":18446744073709551616}",
        #"{"result":{"text":"\ud83d"}}"#, #"{"result":{"text":"tools","x":"\ud83d"}}"#, #"{"t\u006fol":"\ud83d"}"#,
        #"{"t\u006folsx":"\ud83d"}"#, #"{"t\u006fols"#,
    ])
    func `what holds no list is untouched, JSON or not`(text: String) throws { #expect(try Self.edit(text) == nil) }

    @Test(arguments: [
        #"{"result":{"tools":[{"name":"del"}]}"#, #"{"result":{"tools":[],"tools":[{"name":"del"}]}}"#,
        "{\"t\\u006fols\":", #"{"result":{"tools" :[],"text":"\ud83d"}}"#,
        #"{"\u0074\u006F\u006f\u006C\u0073":[{"name":"del"}],"a":"\ud83d"}"#,
    ])
    func `what may hold a list and cannot be read for certain is told`(text: String) throws {
        #expect(try Self.edit(text) == "unreadable")
    }

    @Test func `an escaped backslash before u is no escape`() {
        #expect(!ToolListEdit.mayHoldList(Array(#"{"t\\u006fols":1}"#.utf8)))
        #expect(ToolListEdit.mayHoldList(Array(#"{"a":"\\","t\u006fols":1}"#.utf8)))
        #expect(!ToolListEdit.mayHoldList(Array(#"{"a":"\"tools\":"}"#.utf8)))
        #expect(!ToolListEdit.mayHoldList(Array("\"tools".utf8)))
    }
}
