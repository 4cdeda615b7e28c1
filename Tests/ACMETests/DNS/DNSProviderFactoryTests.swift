import ACME
import Egress
import ProxyModel
import TestSupport
import Testing

@Suite struct `Providers out of their records` {
    private func make(
        _ kind: DNSProviderRecord.Kind, secret: String? = "c2VjcmV0", hooks: String? = "/tmp",
        _ change: (inout DNSProviderRecord) -> Void = { _ in }
    ) throws -> any DNSProvider {
        var record = DNSProviderRecord(name: "dns", kind: kind, createdAt: 0)
        record.sealedSecret = try secret.map { try PlainSealer().sealedText($0, record) }
        change(&record)
        return try DNSProviderFactory(
            fetcher: HTTPFetcher(), client: DNSClient(), sealer: PlainSealer(), hooksFolder: hooks, now: { 0 }
        ).provider(record)
    }

    @Test func `there is one for each kind`() throws {
        #expect(try make(.cloudflare) is CloudflareProvider)
        #expect(try make(.digitalocean) is DigitalOceanProvider)
        #expect(try make(.hetzner) is HetznerProvider)
        #expect(try make(.route53) { $0.accessKeyID = "AKID" } is Route53Provider)
        #expect(try make(.webhook, secret: nil) { $0.url = "https://x.example" } is WebhookProvider)
        #expect(try make(.exec, secret: nil) { $0.command = "hook" } is ExecProvider)
        #expect(try make(.rfc2136, secret: nil) is RFC2136Provider)
        let signed = try make(.rfc2136) {
            $0.server = "[::1]:5353"
            $0.keyName = "k"
        }
        #expect(signed is RFC2136Provider)
    }

    @Test func `what is missing is told`() throws {
        let misconfigured = DNSProviderFailure(.misconfigured)
        for kind in [DNSProviderRecord.Kind.cloudflare, .digitalocean, .hetzner] {
            #expect(throws: misconfigured) { try make(kind, secret: nil) }
        }
        #expect(throws: misconfigured) { try make(.route53) }
        #expect(throws: misconfigured) { try make(.webhook) }
        #expect(throws: misconfigured) { try make(.exec) }
        #expect(throws: misconfigured) { try make(.rfc2136) { $0.server = "ns1.example.com" } }
        #expect(throws: misconfigured) { try make(.rfc2136, secret: "no base64") { $0.keyName = "k" } }
        #expect(throws: misconfigured) { try make(.rfc2136, secret: nil) { $0.keyName = "k" } }
    }

    @Test func `a credential of another provider is not opened`() throws {
        #expect(throws: DNSProviderFailure(.misconfigured)) { try make(.cloudflare) { $0.name = "other" } }
        #expect(throws: DNSProviderFailure(.misconfigured)) { try make(.cloudflare) { $0.sealedSecret = "!" } }
    }

    @Test func `no program is run unless the settings name a folder`() throws {
        #expect(throws: DNSProviderFailure(.misconfigured)) { try make(.exec, hooks: nil) { $0.command = "hook" } }
        #expect(throws: DNSProviderFailure(.misconfigured)) { try make(.exec) { $0.command = "../sh" } }
    }
}
