import ProxyCore
import ProxyModel
import Testing

@Suite struct ChallengeCertificateNameTests {
    @Test func `says what the certificate is made of`() throws {
        let challenge = ACMEChallengeRecord(
            type: .tlsALPN01, identifier: "a.example", token: "t", keyAuthorization: "t.p", createdAt: 1)
        let content = try #require(
            ChallengeCertificateName.content(of: ChallengeCertificateName.certificate(for: challenge)))
        #expect(content.identifier == "a.example")
        #expect(content.keyAuthorization == "t.p")
        #expect(ChallengeCertificateName.content(of: "a.example") == nil)
        #expect(ChallengeCertificateName.content(of: "local-ca:a.example") == nil)
    }
}
