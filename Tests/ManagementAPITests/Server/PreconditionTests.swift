import ProxyModel
import Testing

@Suite struct PreconditionTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/services/external/b"

    private func prepare() async -> String {
        let reply = await api.call(
            "POST", "/api/v1/services/external", ["service_name": "b", "target_url": "http://b:1"])
        return reply.headers["etag"] ?? ""
    }

    private func put(_ ifMatch: String) async -> Reply {
        await api.call("PUT", path, ["description": "x"], headers: [("If-Match", ifMatch)])
    }

    @Test func `a change with the current tag is made and returns the next tag`() async {
        let tag = await prepare()
        let reply = await put(tag)
        #expect(reply.status == 200)
        #expect(reply.headers["etag"] != tag)
        #expect(await api.call("GET", path).headers["etag"] == reply.headers["etag"])
    }

    @Test func `a stale, a weak and an unknown tag are a 412`() async {
        let tag = await prepare()
        _ = await put(tag)
        for stale in [tag, "W/\"2\"", "\"abc\""] {
            let reply = await put(stale)
            #expect(reply.status == 412)
            #expect(reply["type"] == "/problems/precondition-failed")
        }
        #expect(await put("*").status == 200)
    }

    @Test func `another record's change does not make a tag stale`() async {
        let tag = await prepare()
        _ = try? await api.token("ci")
        #expect(await put("\"9\", \(tag)").status == 200)
    }

    @Test func `a stale tag protects from deletion`() async {
        let tag = await prepare()
        _ = await put(tag)
        #expect(await api.call("DELETE", path, headers: [("If-Match", tag)]).status == 412)
        #expect(await api.call("GET", path).status == 200)
    }

    @Test func `an unchanged resource is a 304`() async {
        let tag = await prepare()
        #expect(await api.call("GET", path, headers: [("If-None-Match", "W/\(tag)")]).status == 304)
        _ = await put(tag)
        #expect(await api.call("GET", path, headers: [("If-None-Match", tag)]).status == 200)
    }
}
