import ProxyModel
import Testing

@Suite struct JSONWriterTests {
    @Test(arguments: JSONParserTests.accepted) func `what is written reads back`(_: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: value.compactBytes) == value)
        #expect(try JSONValue(parsing: value.prettyBytes) == value)
    }

    @Test func `keeps the order of members and adds no white space`() {
        let value: JSONValue = ["b": [1, 2.5, "x\u{1}\"\n"], "a": [:], "c": []]
        #expect(value.compactText == #"{"b":[1,2.5,"x\u0001\"\n"],"a":{},"c":[]}"#)
    }

    @Test func `indents by two spaces`() {
        let value: JSONValue = ["a": [1, ["b": nil]]]
        let expected = """
            {
              "a": [
                1,
                {
                  "b": null
                }
              ]
            }

            """
        #expect(String(decoding: value.prettyBytes, as: UTF8.self) == expected)
    }
}
