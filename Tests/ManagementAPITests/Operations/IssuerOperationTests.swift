import ProxyModel
import TestSupport
import Testing

@Suite struct IssuerOperationTests {
    private let api = ManagementHarness()
    private let path = "/api/v1/issuers"

    private func create(_ members: JSONObject = [:]) async -> Reply {
        var body: JSONObject = ["name": "house", "directory_url": "https://ca.example.com/directory"]
        for member in members.members { body[member.name] = member.value }
        return await api.call("POST", path, .object(body))
    }

    @Test func `an authority is kept with its key sealed`() async throws {
        let reply = await create(["eab_key_id": "kid-1", "eab_key": "c2VjcmV0LWtleQ"])
        #expect(reply.status == 201)
        #expect(reply["has_eab_key"] == true)
        for suffix in ["", "/house"] { #expect(!(await api.call("GET", path + suffix).text.contains("c2VjcmV0"))) }
        let sealed = try #require(api.follower.snapshot?.certificateIssuers["house"]?.value.sealedEABKey)
        let plain = try TaggedSealer().open(#require(Base64URL.decode(sealed)), purpose: "certificate-issuer:house")
        #expect(String(decoding: plain, as: UTF8.self) == "c2VjcmV0LWtleQ")
        #expect(await create().status == 409)
    }

    @Test func `an external account is whole or not there`() async {
        #expect(await create(["eab_key_id": "k"]).pointers == ["/eab_key"])
        #expect(await create(["eab_key": "c2VjcmV0"]).pointers == ["/eab_key_id"])
        #expect(await create(["eab_key_id": "k", "eab_key": "not a key!"]).pointers == ["/eab_key"])
        #expect(await create(["directory_url": "http://ca.example.com/"]).pointers == ["/directory_url"])
        #expect(await create(["sealed_eab_key": "x"]).pointers == ["/sealed_eab_key"])
    }

    @Test func `what is not given stays`() async throws {
        _ = await create(["eab_key_id": "kid-1", "eab_key": "c2VjcmV0"])
        let changed = await api.call("PUT", "\(path)/house", ["profile": "tlsserver"])
        #expect(changed["profile"] == "tlsserver")
        #expect(changed["has_eab_key"] == true)
        #expect(await api.call("PUT", "\(path)/house", ["name": "home"]).pointers == ["/name"])
        #expect(await api.call("PUT", "\(path)/house", ["eab_key": .null]).pointers == ["/eab_key"])
        let none = await api.call("PUT", "\(path)/house", ["eab_key": .null, "eab_key_id": .null])
        #expect(none["has_eab_key"] == false)
    }

    @Test func `connections to an authority are verified by its own bundle`() async throws {
        let made = await create(["ca_pem": .string(CertificateFixture.chain)])
        #expect(made.status == 201 && made["ca_pem"] == .string(CertificateFixture.chain), "\(made.text)")
        for none in ["", "nothing", CertificateFixture.key] {
            #expect(await api.call("PUT", "\(path)/house", ["ca_pem": .string(none)]).pointers == ["/ca_pem"])
        }
        #expect(await api.call("PUT", "\(path)/house", ["ca_pem": .null])["ca_pem"] == .null)
    }

    @Test func `presets are listed and cannot be changed`() async {
        _ = await create()
        let list = await api.call("GET", path)
        #expect(list.column("issuers", "name").prefix(2) == ["house", "letsencrypt"])
        #expect(await api.call("DELETE", "\(path)/letsencrypt").status == 404)
    }

    @Test func `an authority in use is not forgotten`() async {
        _ = await create()
        _ = await api.call(
            "POST", "/api/v1/certificates", ["cert_name": "c", "domain": "a.example.com", "issuers": ["house"]])
        #expect(await api.call("DELETE", "\(path)/house")["certificates"] == ["c"])
        _ = await api.call("DELETE", "/api/v1/certificates/c")
        #expect(await api.call("DELETE", "\(path)/house").status == 200)
    }
}
