import ACME
import Egress
import ProxyModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Publishing by a webhook` {
    private static let record = TXTRecord(name: "_acme-challenge.a.example.com", zone: "example.com", value: "d")

    @Test func `tells the service every change`() async throws {
        let server = try LoopbackServer { _ in .document("", status: 204) }
        let provider = WebhookProvider(fetcher: try HTTPFetcher(), url: server.url("/dns/hook"), token: "t0ken")
        try await provider.add(Self.record)
        try await provider.remove(Self.record)
        #expect(server.requests.map(\.target) == ["/dns/hook", "/dns/hook"])
        #expect(server.requests.allSatisfy { $0.method == "POST" && $0.field("Authorization") == "Bearer t0ken" })
        #expect(
            server.requests.map(\.json) == [
                [
                    "action": "add", "type": "TXT", "name": "_acme-challenge.a.example.com", "zone": "example.com",
                    "value": "d", "ttl": 60,
                ],
                [
                    "action": "remove", "type": "TXT", "name": "_acme-challenge.a.example.com", "zone": "example.com",
                    "value": "d", "ttl": 60,
                ],
            ])
    }

    @Test func `sends no token that there is not`() async throws {
        let server = try LoopbackServer { _ in .document("") }
        try await WebhookProvider(fetcher: HTTPFetcher(), url: server.url("/"), token: nil).add(Self.record)
        #expect(server.requests.first?.field("Authorization") == nil)
    }

    @Test func `tells why the service refuses, without the token`() async throws {
        let server = try LoopbackServer { _ in .document("t0ken\r\nis bad", status: 422) }
        let provider = WebhookProvider(fetcher: try HTTPFetcher(), url: server.url("/"), token: "t0ken")
        let failure = await ZoneInterface.failure { try await provider.add(Self.record) }
        #expect(failure?.description == "DNS provider refuses the change: status 422: … is bad")
    }
}
