import ProxyModel
import Testing

@Suite struct BodyTests {
    private let api = ManagementHarness()
    private let authorization = (name: "Authorization", value: "Bearer \(ManagementHarness.admin)")

    private func post(_ text: String, type: String? = "application/json") async -> Reply {
        let headers = [authorization] + (type.map { [(name: "Content-Type", value: $0)] } ?? [])
        return await api.send("POST", "/api/v1/tokens", Array(text.utf8), headers)
    }

    @Test(arguments: ["", "{", "{\"name\":\"a\",}", "{\"name\":\"a\",\"name\":\"b\"}", "\u{FEFF}{}"])
    func `what is not JSON is a 400`(text: String) async { #expect(await post(text).status == 400) }

    @Test(arguments: [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", nil,
    ])
    func `another content type is a 415`(type: String?) async {
        #expect(await post("{\"name\":\"a\"}", type: type).status == 415)
    }

    @Test func `parameters of the content type do not matter`() async {
        #expect(await post("{\"name\":\"a\"}", type: "Application/JSON ; charset=utf-8").status == 201)
    }

    @Test func `a body beyond the limit is a 413`() async {
        let padding = String(repeating: " ", count: 1 << 20)
        #expect(await post("{\"name\":\"a\"}" + padding).status == 413)
    }

    @Test func `values that are not valid are a 422 with pointers`() async {
        let reply = await post("{\"name\":\"a b\",\"cert_email\":1,\"nope\":2,\"digest\":\"x\"}")
        #expect(reply.status == 422)
        #expect(Set(reply.pointers) == ["/name", "/cert_email", "/nope", "/digest"])
        #expect(reply["detail"]?.stringValue?.isEmpty == false)
    }
}
