import ProxyModel
import Testing

@Suite struct FormatTests {
    private let api = ManagementHarness()

    private func prepare() async {
        for name in ["b", "a", "+c"] {
            _ = await api.call("POST", "/api/v1/tokens", ["name": .string(name), "cert_email": "x@example.com"])
        }
    }

    @Test func `a table has titles and padded columns`() async {
        await prepare()
        let reply = await api.call("GET", "/api/v1/tokens/formatted?per_page=2")
        #expect(reply.headers["content-type"] == "text/plain; charset=utf-8")
        #expect(
            reply.text == """
                NAME  CERT_EMAIL     PROXY_COUNT  CERTIFICATE_COUNT  CREATED_AT
                +c    x@example.com  0            0                  2027-01-15T08:00:00.000Z
                a     x@example.com  0            0                  2027-01-15T08:00:00.000Z

                """)
    }

    @Test func `CSV quotes what it must and defuses formulas`() async {
        await prepare()
        let reply = await api.call("GET", "/api/v1/tokens?format=csv&page=1&per_page=1")
        #expect(reply.headers["content-type"] == "text/csv; charset=utf-8")
        #expect(
            reply.text == "name,cert_email,proxy_count,certificate_count,created_at\r\n"
                + "'+c,x@example.com,0,0,2027-01-15T08:00:00.000Z\r\n")
    }

    @Test func `YAML is a block document`() async {
        let reply = await api.call("GET", "/api/v1/tokens/info?format=yaml")
        #expect(reply.headers["content-type"] == "application/yaml")
        #expect(reply.text == "name: \"ADMIN\"\ncert_email: null\nis_admin: true\n")
        let list = await api.call("GET", "/api/v1/system/nodes?format=yaml")
        #expect(list.text.hasPrefix("nodes:\n  - node_id: \"n1\"\n    version: \"1.2.3\"\n"))
    }

    @Test func `an object as a table has a row per member`() async {
        let reply = await api.call("GET", "/api/v1/tokens/info?format=table")
        #expect(reply.text == "FIELD       VALUE\nname        ADMIN\ncert_email\nis_admin    true\n")
    }

    @Test func `lists come in pages`() async {
        await prepare()
        let reply = await api.call("GET", "/api/v1/tokens?page=2&per_page=2")
        #expect(reply.column("tokens", "name") == ["b"])
        #expect(reply["pagination"] == ["page": 2, "per_page": 2, "total": 3, "pages": 2])
        #expect(await api.call("GET", "/api/v1/tokens?page=9").column("tokens", "name") == [])
    }
}
