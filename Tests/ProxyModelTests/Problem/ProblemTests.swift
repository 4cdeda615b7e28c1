import ProxyModel
import Testing

@Suite struct ProblemTests {
    @Test func `is a document of RFC 9457 with pointers`() {
        let problem = Problem(
            SchemaProblem([SchemaIssue(pointer: "/a", detail: "one"), SchemaIssue(pointer: "/b/0", detail: "two")]))
        #expect(
            problem.json(instance: "r1") == [
                "type": "/problems/invalid-content", "title": "The request is not valid", "status": 422,
                "detail": "2 values are not valid; the first: /a: one", "instance": "r1",
                "errors": [["pointer": "/a", "detail": "one"], ["pointer": "/b/0", "detail": "two"]],
            ])
    }

    @Test func `more members never replace its own`() {
        let problem = Problem(.conflict, "taken", members: ["status": 200, "owns": ["a"]])
        #expect(problem.json(instance: "r")["status"] == 409)
        #expect(problem.json(instance: "r")["owns"] == ["a"])
    }

    @Test(arguments: ProblemKind.allCases) func `every kind has a status and a title`(kind: ProblemKind) {
        #expect((400...503).contains(kind.status))
        #expect(!kind.title.isEmpty)
    }
}
