import ProxyModel
import Testing

@testable import ACME

@Suite struct `List of issuers` {
    private let sealer = TestSealer()

    private func resolve(
        _ names: [String], isStaging: Bool = false, settings: IssuerSettings = IssuerSettings(),
        records: [CertificateIssuer] = []
    ) throws(IssuerProblem) -> [Issuer] {
        var intent = CertificateIntent(name: "site", domains: ["site.example"], createdAt: 0)
        intent.issuers = names
        intent.isStaging = isStaging
        return try IssuerList.resolve(
            intent, settings: settings, sealer: sealer, record: { name in records.first { $0.name == name } })
    }

    @Test func `is that of the settings when the intent names none`() throws {
        let settings = IssuerSettings(defaultIssuer: "https://ca.test/d", stagingURL: "https://test.ca.test/d")
        let issuer = try #require(try resolve([], settings: settings).first)
        #expect(issuer.directoryURL == "https://ca.test/d" && issuer.stagingURL == "https://test.ca.test/d")
        #expect(try resolve([]).map(\.directoryURL) == [IssuerPreset.letsEncrypt.directoryURL])
    }

    @Test func `keeps the order of the intent`() throws {
        let issuers = try resolve(["zerossl", "letsencrypt", "local", "https://ca.test/d"])
        #expect(issuers.map(\.name) == ["zerossl", "letsencrypt", "local", "https://ca.test/d"])
        #expect(issuers.map(\.isLocal) == [false, false, true, false])
        #expect(issuers.map { $0.limits == .letsEncrypt } == [false, true, false, false])
    }

    @Test func `takes the test system in place of the authority, and says when there is none`() throws {
        #expect(
            try resolve(["letsencrypt", "local"], isStaging: true).map(\.directoryURL)
                == [IssuerPreset.letsEncryptStaging.directoryURL, ""])
        #expect(try resolve(["letsencrypt-staging"], isStaging: true).count == 1)
        #expect(throws: IssuerProblem.noStaging("zerossl")) { try resolve(["zerossl"], isStaging: true) }
    }

    @Test func `opens the external account of a record`() throws {
        let sealed = Base64URL.encode(sealer.seal(Array("c2VjcmV0".utf8), purpose: "certificate-issuer:corp"))
        var record = CertificateIssuer(
            name: "corp", directoryURL: "https://ca.corp.test/d", eabKeyID: "kid", sealedEABKey: sealed, profile: "p",
            createdAt: 0, updatedAt: 0)
        let issuer = try #require(try resolve(["corp"], records: [record]).first)
        #expect(issuer.externalAccount == ExternalAccount(keyID: "kid", key: Array("secret".utf8)))
        #expect(issuer.profile == "p")
        record.sealedEABKey = Base64URL.encode(sealer.seal([1], purpose: "certificate-issuer:other"))
        let records = [record]
        #expect(throws: IssuerProblem.externalAccount("corp")) { try resolve(["corp"], records: records) }
    }

    @Test func `says which name is not known`() {
        #expect(throws: IssuerProblem.unknown("nobody")) { try resolve(["letsencrypt", "nobody"]) }
    }
}
