import ProxyModel
import Testing

@Suite struct RoutingTests {
    private let api = ManagementHarness()

    @Test(arguments: ["/api/v1/tokens", "/api/v1/tokens/", "/api/v1/routes", "/api/v1/routes/", "/health", "/health/"])
    func `a path answers with and without trailing slash`(path: String) async {
        #expect(await api.call("GET", path).status == 200)
    }

    @Test func `an unknown path is a problem document`() async {
        let reply = await api.call("GET", "/api/v1/nothing")
        #expect(reply.status == 404)
        #expect(reply.headers["content-type"] == "application/problem+json")
        #expect(
            reply.json == [
                "type": "/problems/not-found", "title": "There is no such resource", "status": 404,
                "detail": "there is nothing at this path", "instance": "req-1",
            ])
    }

    @Test(arguments: [
        ("PATCH", "/api/v1/routes/x"), ("POST", "/health"), ("TRACE", "/health"), ("QUERY", "/health"),
        ("get", "/health"),
        ("DELETE", "/api/v1/tokens"),
    ])
    func `a method that a path does not take is a 405 that tells which it takes`(method: String, path: String) async {
        let reply = await api.call(method, path)
        #expect(reply.status == 405)
        #expect(reply.headers["allow"]?.isEmpty == false)
    }

    @Test(arguments: ["/api/v1/tokens", "/health", "/openapi.json", "/api/v1/nothing"])
    func `HEAD has the answer of GET, whose length the data plane tells`(path: String) async {
        let (head, get) = (await api.call("HEAD", path), await api.call("GET", path))
        #expect(head.status == get.status && head.bytes == get.bytes && !head.bytes.isEmpty)
    }

    @Test func `answers are never cached and never sniffed`() async {
        let reply = await api.call("GET", "/api/v1/tokens")
        #expect(reply.headers["cache-control"] == "no-store")
        #expect(reply.headers["x-content-type-options"] == "nosniff")
    }

    @Test(arguments: ["%", "%zz", "%ff"])
    func `a path that is not percent-encoded UTF-8 is a 400`(segment: String) async {
        #expect(await api.call("GET", "/api/v1/routes/\(segment)").status == 400)
    }

    @Test(arguments: [
        "?nope=1", "?page=1&page=2", "?page=0", "?page=x", "?per_page=501", "?format=xml", "?scope=some",
    ])
    func `a query that the operation does not know is a 422`(query: String) async {
        #expect(await api.call("GET", "/api/v1/routes\(query)").status == 422)
    }
}
