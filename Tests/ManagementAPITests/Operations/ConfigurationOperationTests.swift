import ProxyModel
import TestSupport
import Testing

@Suite struct ConfigurationOperationTests {
    private let api = ManagementHarness()

    private func fill() async throws {
        _ = try await api.token("ci")
        _ = await api.call(
            "POST", "/api/v1/certificates/upload",
            [
                "cert_name": "site", "fullchain_pem": .string(CertificateFixture.chain),
                "private_key_pem": .string(CertificateFixture.key),
            ])
        _ = await api.call(
            "POST", "/api/v1/proxy/targets",
            ["hostname": "a.test", "target_url": "http://b", "cert_name": "site", "max_body_bytes": 5])
        _ = await api.call("POST", "/api/v1/services/external", ["service_name": "s", "target_url": "http://s"])
        _ = await api.call(
            "POST", "/api/v1/routes", ["path_pattern": "/", "target_type": "service", "target_value": "s"])
    }

    @Test func `an export is a document that imports into an empty installation`() async throws {
        try await fill()
        let document = await api.call("GET", "/api/v1/config/export?include_tokens=true&include_secrets=true").json
        let other = ManagementHarness()
        let reply = await other.call("POST", "/api/v1/config/import", document)
        #expect(reply.status == 200)
        #expect(reply["created"]?.arrayValue?.count == 5)
        let (one, two) = (try await api.store.load(), try await other.store.load())
        #expect(one.proxies.mapValues(\.value) == two.proxies.mapValues(\.value))
        #expect(one.routes.mapValues(\.value) == two.routes.mapValues(\.value))
        #expect(one.services.mapValues(\.value) == two.services.mapValues(\.value))
        #expect(one.tokens.mapValues(\.value) == two.tokens.mapValues(\.value))
        #expect(one.certificates.mapValues(\.value) == two.certificates.mapValues(\.value))
        #expect(try await other.store.sealedBundle("site") == api.store.sealedBundle("site"))
    }

    @Test func `tokens and certificates are exported only when asked for`() async throws {
        try await fill()
        let document = await api.call("GET", "/api/v1/config/export")
        #expect(document["tokens"] == nil)
        #expect(document["certificates"] == nil)
        #expect(document["proxies"]?.arrayValue?.count == 1)
    }

    @Test func `importing what is there changes nothing`() async throws {
        try await fill()
        let before = try await api.store.load().revision
        let document = await api.call("GET", "/api/v1/config/export?include_secrets=true").json
        let reply = await api.call("POST", "/api/v1/config/import", document)
        #expect(reply["unchanged"] == 4)
        #expect(try await api.store.load().revision == before)
    }

    @Test func `a dry run tells what would change and changes nothing`() async throws {
        try await fill()
        let before = try await api.store.load().revision
        let body: JSONValue = ["proxies": [["hostname": "n.test", "target_url": "http://n"]], "services": []]
        let reply = await api.call("POST", "/api/v1/config/import?dry_run=true&mode=replace", body)
        #expect(reply["created"] == ["proxies/n.test"])
        #expect(reply["deleted"] == ["proxies/a.test", "services/s"])
        #expect(reply["dry_run"] == true)
        #expect(try await api.store.load().revision == before)
    }

    @Test func `replace deletes only records of the kinds in the document`() async throws {
        try await fill()
        let body: JSONValue = ["proxies": [["hostname": "n.test", "target_url": "http://n"]]]
        #expect(await api.call("POST", "/api/v1/config/import?mode=replace", body).status == 200)
        let snapshot = try await api.store.load()
        #expect(Array(snapshot.proxies.keys) == ["n.test"])
        #expect(snapshot.services.count == 1)
    }

    private func derive(_ host: String = "derived.test", owner: String? = nil) async throws {
        var traffic = TrafficPolicy()
        traffic.service = "_label-1-2"
        var proxy = ProxyTarget(hostname: .exact(try Hostname(host)), target: nil, createdAt: 1)
        proxy.traffic = Boxed(traffic)
        proxy.owner = owner
        try await api.commit(.put(.proxy(proxy), sealedBundle: nil))
    }

    @Test func `what labels of containers say is not exported, and imports leave it alone`() async throws {
        try await fill()
        try await derive()
        #expect(await api.call("GET", "/api/v1/config/check")["valid"] == true)
        let document = await api.call("GET", "/api/v1/config/export?include_secrets=true").json
        #expect(document["proxies"]?.arrayValue?.compactMap { $0["hostname"]?.stringValue } == ["a.test"])
        for mode in ["merge", "replace"] {
            let reply = await api.call("POST", "/api/v1/config/import?mode=\(mode)", document)
            #expect(reply.status == 200)
            #expect(reply["deleted"] == [])
        }
        // As an export of former versions has it.
        let entry: JSONValue = ["hostname": "derived.test", "target_service": "_label-1-2"]
        let other: JSONValue = ["hostname": "other.test", "target_service": "_label-3-4"]
        let reply = await api.call("POST", "/api/v1/config/import", ["proxies": [entry, other]])
        #expect(reply["skipped"] == ["proxies/derived.test", "proxies/other.test"])
        #expect(try await api.store.load().proxies.keys.sorted() == ["a.test", "derived.test"])
    }

    @Test func `a document may take a host that labels have`() async throws {
        try await derive()
        let body: JSONValue = ["proxies": [["hostname": "derived.test", "target_url": "http://b"]]]
        #expect(await api.call("POST", "/api/v1/config/import", body)["updated"] == ["proxies/derived.test"])
    }

    @Test func `nobody makes a proxy that leads where labels lead`() async throws {
        try await derive()
        let body: JSONValue = ["hostname": "mine.test", "target_service": "_label-1-2"]
        #expect(await api.call("POST", "/api/v1/proxy/targets", body).status == 422)
        let change: JSONValue = ["max_body_bytes": 5]
        #expect(await api.call("PUT", "/api/v1/proxy/targets/derived.test", change).status == 200)
        let lead: JSONValue = ["target_service": "_label-3-4"]
        #expect(await api.call("PUT", "/api/v1/proxy/targets/derived.test", lead).status == 422)
        try await derive("owned.test", owner: "ci")
        #expect(await api.call("GET", "/api/v1/config/check")["valid"] == false)
    }

    @Test func `existing records can be left alone`() async throws {
        try await fill()
        let body: JSONValue = ["proxies": [["hostname": "a.test", "target_url": "http://other"]]]
        let reply = await api.call("POST", "/api/v1/config/import?skip_existing=true", body)
        #expect(reply["skipped"] == ["proxies/a.test"])
        #expect(await api.call("GET", "/api/v1/proxy/targets/a.test")["target_url"] == "http://b")
    }

    @Test func `a document is imported whole or not at all`() async throws {
        let body: JSONValue = [
            "proxies": [
                ["hostname": "a.test", "target_url": "http://b"], ["hostname": "b.test", "target_url": "nope:x"],
            ]
        ]
        let reply = await api.call("POST", "/api/v1/config/import", body)
        #expect(reply.status == 422)
        #expect(reply.pointers == ["/proxies/1/target_url"])
        #expect(try await api.store.load().proxies.isEmpty)
    }

    @Test func `what no single record shows is found, too`() async {
        let route: JSONValue = ["path_pattern": "/", "target_type": "port", "target_value": 1]
        let reply = await api.call("POST", "/api/v1/config/import", ["routes": [route, route]])
        #expect(reply.status == 422)
        #expect(reply["findings"]?.arrayValue?.count == 1)
        let guarded: JSONValue = [
            "hostname": "a.test", "target_url": "http://b", "auth_enabled": true, "auth_proxy": "auth.test",
        ]
        #expect(await api.call("POST", "/api/v1/config/import", ["proxies": [guarded]]).status == 422)
    }

    @Test(
        arguments: [
            (["proxies": [["hostname": "a.test"], ["hostname": "A.test"]]], "/proxies/1"), (["nope": []], "/nope"),
            (["version": 2], "/version"), (["proxies": 1], "/proxies"),
            (["certificates": [["cert_name": "a"]]], "/certificates/0/sealed_bundle"),
        ] as [(JSONValue, String)])
    func `refuses what is no document`(body: JSONValue, pointer: String) async {
        let reply = await api.call("POST", "/api/v1/config/import", body)
        #expect(reply.status == 422)
        #expect(reply.pointers == [pointer])
    }

    @Test func `a certificate sealed under another key is refused`() async throws {
        try await fill()
        let document = await api.call("GET", "/api/v1/config/export?include_secrets=true").json
        let other = ManagementHarness(key: "another")
        #expect(await other.call("POST", "/api/v1/config/import", document).status == 422)
    }

    @Test func `restore brings back what the store lost, or says that it lost nothing`() async {
        #expect(await api.call("POST", "/api/v1/config/restore").status == 409)
        let reply = await ManagementHarness(restored: 12).call("POST", "/api/v1/config/restore")
        #expect(reply.status == 200)
        #expect(reply["revision"] == 12)
    }

    @Test func `check tells what an operator should know`() async {
        _ = await api.call(
            "POST", "/api/v1/routes", ["path_pattern": "/", "target_type": "hostname", "target_value": "none.test"])
        let reply = await api.call("GET", "/api/v1/config/check")
        #expect(reply["valid"] == true)
        #expect(reply.column("warnings", "detail") == ["there is no proxy 'none.test'"])
    }
}
