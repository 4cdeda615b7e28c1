import ProxyModel
import Testing

@Suite struct AuthorityOperationTests {
    private let api = ManagementHarness()

    @Test func `the root is given out as it goes into trust stores`() async {
        #expect(await api.call("GET", "/api/v1/ca").text == CertificateFixture.chain)
        #expect(await api.call("GET", "/api/v1/ca", as: nil).status == 401)
    }

    @Test func `root and intermediate tell until when they are valid`() async throws {
        let status = await api.call("GET", "/api/v1/ca/status")
        #expect(status["root"]?["pem"] == .string(CertificateFixture.chain))
        #expect(status["intermediate"]?["pem"] == .string(CertificateFixture.otherChain))
        #expect(status["root"]?["expires_at"]?.stringValue?.hasPrefix("2126-10-28T") == true)
        #expect(status["root"]?["fingerprint"]?.stringValue?.hasPrefix("sha256:") == true)
        #expect(status["root"]?["fingerprint"] != status["intermediate"]?["fingerprint"])
        let token = try await api.token("one")
        #expect(await api.call("GET", "/api/v1/ca/status", as: token).status == 200)
    }
}
