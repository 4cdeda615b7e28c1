import ProxyModel
import Testing

@Suite struct `The schema of a provider of DNS` {
    private func decode(_ text: String, form: JSONForm = .request) throws -> DNSProviderRecord {
        try DNSProviderRecord.schema.decode(JSONValue(parsing: Array(text.utf8)), form: form)
    }

    @Test(arguments: [
        #"{"name":"a","kind":"cloudflare"}"#, #"{"name":"a","kind":"hetzner","url":"https://api.example.com/v1"}"#,
        #"{"name":"a","kind":"rfc2136","server":"192.0.2.1:5353","key_name":"k","key_algorithm":"hmac-sha512"}"#,
        #"{"name":"a","kind":"rfc2136"}"#, #"{"name":"a","kind":"route53","access_key_id":"AKIDEXAMPLE"}"#,
        #"{"name":"a","kind":"webhook","url":"https://hooks.example.com/dns"}"#,
        #"{"name":"a","kind":"exec","command":"update-dns.sh"}"#, #"{"name":"a","kind":"digitalocean","ttl":300}"#,
    ])
    func `takes what each kind needs`(_ text: String) throws {
        let record = try decode(text)
        let stored = JSONValue.object(DNSProviderRecord.schema.encode(record, form: .store))
        #expect(try DNSProviderRecord.schema.decode(stored, form: .store) == record)
    }

    @Test(arguments: [
        (#"{"name":"a","kind":"webhook"}"#, "/url"), (#"{"name":"a","kind":"route53"}"#, "/access_key_id"),
        (#"{"name":"a","kind":"exec"}"#, "/command"), (#"{"name":"a","kind":"exec","command":"../x"}"#, "/command"),
        (#"{"name":"a","kind":"exec","command":".x"}"#, "/command"),
        (#"{"name":"a","kind":"cloudflare","server":"192.0.2.1"}"#, "/server"),
        (#"{"name":"a","kind":"rfc2136","url":"https://x.example"}"#, "/url"),
        (#"{"name":"a","kind":"hetzner","command":"x"}"#, "/command"), (#"{"name":"A","kind":"hetzner"}"#, "/name"),
        (#"{"name":"a","kind":"dyn"}"#, "/kind"), (#"{"name":"a","kind":"hetzner","ttl":0}"#, "/ttl"),
        (#"{"name":"a","kind":"hetzner","sealed_secret":"x"}"#, "/sealed_secret"),
        (#"{"name":"a","kind":"rfc2136","server":"ns1.example.com"}"#, "/server"),
        (#"{"name":"a","kind":"rfc2136","key_name":"a..b"}"#, "/key_name"),
        (#"{"name":"a","kind":"hetzner","propagation_timeout":3601}"#, "/propagation_timeout"),
    ])
    func `says which field is wrong`(_ text: String, _ pointer: String) {
        do {
            _ = try decode(text)
            Issue.record("was taken")
        } catch let problem as SchemaProblem {
            #expect(problem.issues.map(\.pointer) == [pointer])
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `keeps the credential and does not show it`() throws {
        var record = try decode(#"{"name":"a","kind":"hetzner"}"#)
        record.sealedSecret = "c2VhbGVk"
        #expect(DNSProviderRecord.schema.encode(record, form: .store)["sealed_secret"] == "c2VhbGVk")
        #expect(DNSProviderRecord.schema.encode(record, form: .request)["sealed_secret"] == nil)
        #expect(record.sealingPurpose == "dns-provider:a")
    }
}
