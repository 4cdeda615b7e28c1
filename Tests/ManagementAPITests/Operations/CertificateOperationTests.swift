import ProxyModel
import TestSupport
import Testing

@Suite struct CertificateOperationTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/certificates"

    private func upload(
        _ name: String = "site", chain: String = CertificateFixture.chain, key: String = CertificateFixture.key,
        as token: String = ManagementHarness.admin
    ) async -> Reply {
        await api.call(
            "POST", "\(path)/upload",
            ["cert_name": .string(name), "fullchain_pem": .string(chain), "private_key_pem": .string(key)], as: token)
    }

    @Test func `an upload is inspected and its key never shown again`() async throws {
        let reply = await upload()
        #expect(reply.status == 201)
        #expect(reply["domains"] == ["a.test", "*.a.test"])
        #expect(reply["key_type"] == "ecdsa")
        #expect(reply["origin"] == "upload")
        #expect(reply["status"] == "active")
        #expect(reply["fingerprint"]?.stringValue?.hasPrefix("sha256:") == true)
        for suffix in ["", "/site", "/site?pem=true", "/site/coverage"] {
            #expect(!(await api.call("GET", path + suffix).text.contains("PRIVATE")))
        }
        let shown = await api.call("GET", "\(path)/site?pem=true")
        #expect(shown["fullchain_pem"]?.stringValue == CertificateFixture.chain)
    }

    @Test func `the bundle is sealed and opens for its own name only`() async throws {
        _ = await upload()
        let sealed = try #require(try await api.store.sealedBundle("site"))
        let bundle = try CertificateBundle(name: "site", sealed: sealed, by: TaggedSealer())
        #expect(String(decoding: bundle.keyPEM, as: UTF8.self) == CertificateFixture.key)
        #expect(throws: TaggedSealer.Refused.self) {
            try CertificateBundle(name: "other", sealed: sealed, by: TaggedSealer())
        }
    }

    @Test func `refuses what is no certificate, no key, or no pair`() async {
        #expect(await upload(chain: "x").pointers == ["/fullchain_pem"])
        #expect(await upload(key: "x").pointers == ["/private_key_pem"])
        #expect(await upload(key: CertificateFixture.otherKey).pointers == ["/private_key_pem"])
        #expect(
            await upload(chain: CertificateFixture.chain + CertificateFixture.otherChain).pointers == ["/fullchain_pem"]
        )
        #expect(await upload("a b").pointers == ["/cert_name"])
        #expect(await api.call("GET", path).column("certificates", "cert_name") == [])
    }

    @Test func `refuses a certificate outside its validity`() async {
        api.clock.advance(by: 120 * 365 * 86_400_000)
        #expect(await upload().pointers == ["/fullchain_pem"])
    }

    @Test func `an expired certificate says so`() async {
        _ = await upload()
        api.clock.advance(by: 120 * 365 * 86_400_000)
        #expect(await api.call("GET", "\(path)/site")["status"] == "expired")
    }

    @Test func `a name is taken once and replaced by PUT`() async {
        let first = await upload()
        #expect(await upload().status == 409)
        let body: JSONValue = [
            "fullchain_pem": .string(CertificateFixture.otherChain),
            "private_key_pem": .string(CertificateFixture.otherKey),
        ]
        let replaced = await api.call("PUT", "\(path)/site", body)
        #expect(replaced.status == 200)
        #expect(replaced["fingerprint"] != first["fingerprint"])
        #expect(replaced["created_at"] == first["created_at"])
        #expect(await api.call("PUT", "\(path)/none", body).status == 404)
    }

    @Test func `is attached to a host that it covers`() async {
        _ = await upload()
        for host in ["a.test", "b.a.test", "c.test"] {
            _ = await api.call(
                "POST", "/api/v1/proxy/targets", ["hostname": .string(host), "target_url": "http://b"])
        }
        let target = "/api/v1/proxy/targets"
        #expect(await api.call("PUT", "\(target)/a.test/certificate", ["cert_name": "site"])["cert_name"] == "site")
        #expect(await api.call("PUT", "\(target)/c.test/certificate", ["cert_name": "site"]).pointers == ["/cert_name"])
        #expect(await api.call("PUT", "\(target)/a.test/certificate", ["cert_name": "none"]).pointers == ["/cert_name"])
        let coverage = await api.call("GET", "\(path)/site/coverage")
        #expect(coverage.column("proxies", "hostname") == ["a.test", "b.a.test"])
        #expect(coverage["proxies"]?.arrayValue?.compactMap { $0["is_pinned"]?.boolValue } == [true, false])
        let created = await api.call(
            "POST", target, ["hostname": "d.a.test", "target_url": "http://b"])
        #expect(created["certificate_status"] == "existing")
        #expect(created["cert_name"] == "site")
    }

    @Test func `a pinned certificate is deleted only by force, which releases the proxies`() async throws {
        _ = await upload()
        _ = await api.call(
            "POST", "/api/v1/proxy/targets", ["hostname": "a.test", "target_url": "http://b", "cert_name": "site"])
        let refused = await api.call("DELETE", "\(path)/site")
        #expect(refused.status == 409)
        #expect(refused["proxies"] == ["a.test"])
        #expect(await api.call("DELETE", "\(path)/site?force=true").status == 200)
        #expect(await api.call("GET", "/api/v1/proxy/targets/a.test")["cert_name"] == .null)
        #expect(try await api.store.sealedBundle("site") == nil)
    }

    @Test func `the hosts that a deleted certificate leaves without one are named`() async {
        _ = await upload()
        let target = "/api/v1/proxy/targets"
        for number in 10...20 {
            _ = await api.call(
                "POST", target, ["hostname": .string("h\(number).a.test"), "target_url": "http://b"])
        }
        for (host, member) in [("plain.a.test", "enable_https"), ("off.a.test", "enabled")] {
            let created = await api.call(
                "POST", target, ["hostname": .string(host), "target_url": "http://b", member: false])
            #expect(created.status == 201)
        }
        let reply = await api.call("DELETE", "\(path)/site")
        #expect(reply.status == 200)
        #expect(reply["uncovered_host_count"] == 11)
        #expect(reply["uncovered_hosts"]?.arrayValue?.first == "h10.a.test")
        #expect(reply["uncovered_hosts"]?.arrayValue?.count == 10)
        #expect(reply["message"]?.stringValue?.hasSuffix("h19.a.test and 1 more.") == true)
    }

    @Test func `a host that another certificate covers is not named`() async {
        _ = await upload()
        _ = await api.call("POST", "/api/v1/proxy/targets", ["hostname": "a.test", "target_url": "http://b"])
        let other: JSONValue = [
            "cert_name": "other", "fullchain_pem": .string(CertificateFixture.otherChain),
            "private_key_pem": .string(CertificateFixture.otherKey),
        ]
        #expect(await api.call("POST", "\(path)/upload", other).status == 201)
        #expect(await api.call("DELETE", "\(path)/site")["uncovered_hosts"] == [])
        #expect(await api.call("DELETE", "\(path)/other")["uncovered_hosts"] == ["a.test"])
    }

    @Test func `is deleted with its proxy if asked to`() async {
        _ = await upload()
        _ = await api.call(
            "POST", "/api/v1/proxy/targets", ["hostname": "a.test", "target_url": "http://b", "cert_name": "site"])
        let reply = await api.call("DELETE", "/api/v1/proxy/targets/a.test?delete_certificate=true")
        #expect(reply["deleted_certificate"] == "site")
        #expect(await api.call("GET", "\(path)/site").status == 404)
    }

    @Test func `a token brings no certificate for the hosts of others`() async throws {
        let (one, two) = (try await api.token("one"), try await api.token("two"))
        _ = await api.call("POST", "/api/v1/proxy/targets", ["hostname": "a.test", "target_url": "http://b"], as: one)
        #expect(await upload(as: two).status == 403)
        #expect(await upload(as: one).status == 201)
        #expect(await api.call("GET", "\(path)/site", as: two).status == 404)
        #expect(await api.call("DELETE", "\(path)/site", as: two).status == 404)
        #expect(await api.call("GET", "\(path)/site/coverage", as: two).status == 404)
        let pinned: JSONValue = ["hostname": "b.a.test", "target_url": "http://b", "cert_name": "site"]
        #expect(await api.call("POST", "/api/v1/proxy/targets", pinned, as: two).pointers == ["/cert_name"])
    }
}
