import ACME
import Glibc
import ProxyModel
import TestSupport
import Testing

/// A second authority, which understands RFC 8555 in its own way; it is there once the tests' tools are installed.
@Suite(.serialized, .enabled(if: TestTools.isInstalled("caddy/bin/caddy") && CaddyServer.isPossible))
struct `Issuance by Caddy` {
    @Test func `takes dns-01 for many names and keys of every kind`() async throws {
        try await CaddyServer.with(program: TestTools.path("caddy/bin/caddy")) { caddy in
            let session = try await Self.session(caddy)
            for kind in CertificateKey.Kind.allCases {
                let names = ["\(kind).example.test", "*.\(kind).example.test"]
                let chain = try await session.issue(names, by: "dns-01", key: CertificateKey.ready(kind))
                #expect(Set(chain.identifiers.map(\.value)) == Set(names))
            }
        }
    }

    @Test func `takes http-01 and revokes`() async throws {
        try await CaddyServer.with(program: TestTools.path("caddy/bin/caddy")) { caddy in
            let session = try await Self.session(caddy)
            let chain = try await session.issue([caddy.address], by: "http-01")
            #expect(chain.identifiers == [.ip(caddy.address)])
            try await session.client.revoke(chain.leafDER, reason: .superseded, as: session.account)
        }
    }

    @Test func `believes our certificate for tls-alpn-01`() async throws {
        try await CaddyServer.with(program: TestTools.path("caddy/bin/caddy")) { caddy in
            let session = try await Self.session(caddy)
            var server: OpenSSLServer?
            let chain = try await session.issue([caddy.address], by: "tls-alpn-01") { identifier, challenge, key in
                let token = try #require(challenge.token)
                let answer = try TLSALPNCertificate.make(
                    for: identifier, keyAuthorization: key.keyAuthorization(token: token), now: ACMESession.now())
                server = try await OpenSSLServer(
                    TestCertificate(chain: answer.chainPEM, key: answer.keyPEM), address: caddy.address, port: 443,
                    applicationProtocol: TLSALPNCertificate.applicationProtocol)
            }
            #expect(chain.identifiers == [.ip(caddy.address)])
            await server?.stop()
        }
    }

    @Test func `says why a challenge failed although it stays pending`() async throws {
        try await CaddyServer.with(program: TestTools.path("caddy/bin/caddy")) { caddy in
            let session = try await Self.session(caddy)
            let order = try await session.client.newOrder([.dns("nowhere.invalid")], as: session.account)
            let url = try #require(order.authorizations.first)
            let pending = try await session.client.authorization(at: url, as: session.account)
            let challenge = try #require(pending.challenges.first { $0.type == "http-01" })
            let answered = try await session.client.respond(to: challenge.url, as: session.account)
            #expect(answered.status == .pending)
            #expect(answered.error?.kind == .connection)
            let after = try await session.client.authorization(at: url, as: session.account)
            #expect(after.status == .pending)
            #expect(after.error?.kind == .connection)
        }
    }

    @Test func `knows accounts by their key`() async throws {
        try await CaddyServer.with(program: TestTools.path("caddy/bin/caddy")) { caddy in
            let session = try await Self.session(caddy)
            let account = try await session.client.account(key: session.account.key, contacts: [])
            #expect(account.url == session.account.url)
            let missing = await #expect(throws: ACMEFailure.self) {
                _ = try await session.client.existingAccount(key: AccountKey())
            }
            #expect(missing?.problem?.kind == .accountDoesNotExist)
        }
    }

    private static func session(_ caddy: CaddyServer) async throws -> ACMESession {
        let client = ACMEClient(
            directoryURL: caddy.directoryURL, fetcher: caddy.fetcher, caFile: caddy.caFile, userAgent: "proxyd-tests",
            now: { ACMESession.now() })
        return try await ACMESession(client, caddy.challenges)
    }
}
