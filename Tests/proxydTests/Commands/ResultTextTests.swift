import ProxyModel
import Testing

@testable import proxyd

struct `Results as text` {
    private let proxies: JSONValue = [
        ["hostname": "a.test", "target_url": "http://b", "enabled": true, "cert_name": nil],
        ["hostname": "*.long.test", "target_url": nil, "enabled": false, "cert_name": "c,\"1\"\n2"],
    ]

    @Test func `a table has a line of titles and aligned columns`() {
        let text = ResultText.render(proxies, as: .rows(["hostname", "cert_name", "enabled"]), in: .table)
        #expect(
            text == """
                HOSTNAME     CERT NAME  ENABLED
                a.test       -          true
                *.long.test  c,"1" 2    false
                """)
    }

    @Test func `an empty collection says so`() {
        #expect(ResultText.render([], as: .rows(["hostname"]), in: .table) == "none")
        #expect(ResultText.render([], as: .rows(["hostname"]), in: .json) == "[]")
    }

    @Test func `a record has one line for each member with a value, and lists below`() {
        let record: JSONValue = [
            "name": "x", "domains": ["a", "b"], "deep": ["k": 1, "l": ["m": false]], "none": nil, "empty": [],
            "routes": [["id": "r1", "methods": nil], ["id": "r2", "methods": ["GET"]]],
        ]
        #expect(
            ResultText.render(record, as: .record, in: .table) == """
                name      x
                domains   a,b
                deep.k    1
                deep.l.m  false

                routes:
                ID  METHODS
                r1  -
                r2  GET
                """)
    }

    @Test func `nothing in a table moves the cursor`() {
        let text = ResultText.render(["name": "a\u{1B}[2Jb\u{9B}c\r\n"], as: .record, in: .table)
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test func `long cells are cut in rows`() {
        let rows: JSONValue = [["a": .string(String(repeating: "x", count: 100)), "b": "y"]]
        let text = ResultText.render(rows, as: .rows(["a", "b"]), in: .table)
        #expect(text.split(separator: "\n").last?.count == 60 + 2 + 1)
    }

    @Test func `a history ends with the newest, and tells reasons whole`() {
        let reason = String(repeating: "r", count: 90)
        let rows: JSONValue = [["id": "newest-of-all", "why": .string(reason)], ["id": "old", "why": "x"]]
        let text = ResultText.render(rows, as: .history(["id", "why"], cut: ["id": 8]), in: .table)
        #expect(text == "ID        WHY\nold       x\nnewest-…  \(reason)")
    }

    @Test func `CSV quotes what needs it`() {
        let text = ResultText.render(proxies, as: .rows(["hostname"]), in: .csv)
        #expect(
            text == """
                hostname,target_url,enabled,cert_name
                a.test,http://b,true,
                *.long.test,,false,"c,""1""
                2"
                """)
    }

    @Test func `YAML is in block style and quotes what could be taken for something else`() {
        let json: JSONValue = [
            "plain": "a.test", "quoted": "yes", "number": 1, "text": "7", "empty": [],
            "list": ["x", ["k": "v", "l": [1, 2]]],
            "map": ["null": nil], "colon": "a: b",
        ]
        #expect(
            ResultText.render(json, as: .record, in: .yaml) == """
                plain: a.test
                quoted: "yes"
                number: 1
                text: "7"
                empty: []
                list:
                  - x
                  - k: v
                    l:
                      - 1
                      - 2
                map:
                  "null": null
                colon: "a: b"
                """)
    }

    @Test func `a sentence is for people, the answer for programs`() {
        #expect(ResultText.render(["message": "m"], as: .sentence("Done."), in: .table) == "Done.")
        #expect(ResultText.render(["message": "m"], as: .sentence("Done."), in: .json) == "{\n  \"message\": \"m\"\n}")
    }

    @Test func `a token is shown alone`() {
        #expect(ResultText.render(["token": "acm_1", "name": "n"], as: .text(member: "token"), in: .table) == "acm_1")
    }
}
