import ProxyModel
import Testing

@testable import ProxyCore

/// http-01: what an authority gets that looks for the answer to a challenge.
@Suite struct ChallengeAnswerTests {
    private static let challenge = ACMEChallengeRecord(
        type: .http01, identifier: "app.test", token: "tok_en-1", keyAuthorization: "tok_en-1.thumbprint", createdAt: 1)

    @Test(arguments: ["app.test", "nobody.test", "app.test:80"])
    func `is given to whoever asks for the token, whatever the host`(_ host: String) throws {
        let fixture = try fixture()
        let client = try fixture.client(request("/.well-known/acme-challenge/tok_en-1", host: host))
        let response = try fixture.response(client)
        #expect(response.status == 200)
        #expect(response.text == "tok_en-1.thumbprint")
        #expect(fixture.backendCount == 0)
    }

    @Test func `comes before what the host refuses`() throws {
        let fixture = try fixture { proxy in
            proxy.enabled = false
            proxy.enableHTTP = false
        }
        let client = try fixture.client(request("/.well-known/acme-challenge/tok_en-1"))
        #expect(try fixture.response(client).status == 200)
    }

    @Test func `has no content for HEAD`() throws {
        let fixture = try fixture()
        let client = try fixture.client(request("/.well-known/acme-challenge/tok_en-1", method: "HEAD"))
        try fixture.turn { String(decoding: client.received, as: UTF8.self).hasSuffix("\r\n\r\n") }
        let head = String(decoding: client.received, as: UTF8.self).lowercased()
        #expect(head.hasPrefix("http/1.1 200") && head.contains("content-length: 19\r\n"))
    }

    @Test(arguments: [
        ("GET", "/.well-known/acme-challenge/other"), ("GET", "/.well-known/acme-challenge/"),
        ("GET", "/.well-known/acme-challenge/tok_en-1/"), ("POST", "/.well-known/acme-challenge/tok_en-1"),
    ])
    func `leaves other requests to the backend`(_ method: String, _ path: String) throws {
        let fixture = try fixture()
        let client = try fixture.client(request(path, method: method))
        let backend = try fixture.backend()
        #expect(try fixture.request(backend).startLine.hasPrefix("\(method) \(path) "))
        backend.send("HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try fixture.response(client).status == 204)
    }

    @Test func `is over when the challenge is`() throws {
        let fixture = try fixture()
        fixture.worker.apply(
            ChangeSet(revision: Revision(2), changes: [.delete(RecordKey(.acmeChallenges, Self.challenge.id))]))
        #expect(fixture.worker.challenges.isEmpty)
        let client = try fixture.client(request("/.well-known/acme-challenge/tok_en-1", host: "nobody.test"))
        #expect(try fixture.response(client).status == 404)
    }

    @Test func `is not there for challenges of other kinds`() {
        var answers = ChallengeAnswers()
        var other = Self.challenge
        other.type = .tlsALPN01
        answers.apply(.put(.acmeChallenge(other)))
        #expect(answers.isEmpty)
    }

    private func request(_ path: String, method: String = "GET", host: String = "app.test") -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nContent-Length: 0\r\n\r\n"
    }

    private func fixture(proxy edit: (inout ProxyTarget) -> Void = { _ in }) throws -> WorkerFixture {
        let fixture = try WorkerFixture(proxy: edit)
        fixture.worker.apply(ChangeSet(revision: Revision(1), changes: [.put(.acmeChallenge(Self.challenge))]))
        return fixture
    }
}
