import Egress
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `A client of the DNS` {
    private static let zone = NameServerFixture.Zone(
        "example.test",
        [
            "www A 192.0.2.7", "www AAAA 2001:db8::7", "alias CNAME www", "empty A 192.0.2.8",
            "text TXT \"one\" \"two\"", "text TXT \"three\"", "@ CAA 128 issue \"ca.example; accounturi=x\"",
            "sub NS ns1.elsewhere.test.",
        ] + (0..<40).map { "long TXT \"\($0)-\(String(repeating: "x", count: 200))\"" })

    private func withClient(
        _ change: (inout DNSSettings) -> Void = { _ in },
        _ body: (DNSClient, DNSServer, NameServerFixture) async throws -> Void
    ) async throws {
        try await withNameServer(.init([Self.zone])) { fixture in
            let server = try #require(DNSServer(fixture.endpoint))
            var settings = DNSSettings()
            settings.servers = [server]
            settings.rounds = 1
            change(&settings)
            let client = try DNSClient(settings)
            try await body(client, server, fixture)
            client.shutDown()
        }
    }

    private func failure(
        _ client: DNSClient, _ name: String = "www.example.test", at servers: [DNSServer]? = nil
    ) async -> DNSFailure? {
        do throws(DNSFailure) {
            _ = try await client.query(name, .a, at: servers)
            return nil
        } catch {
            return error
        }
    }

    @Test func `reads every kind of record`() async throws {
        try await withClient { client, _, _ in
            func contents(_ name: String, _ type: DNSRecordType) async throws -> [DNSRecord.Content] {
                let answer = try await client.query(name, type)
                #expect(answer.outcome == .records && answer.isAuthoritative)
                return answer.records.map(\.content)
            }
            let ipv6: [UInt8] = [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]
            #expect(try await contents("WWW.Example.test.", .a) == [.a([192, 0, 2, 7])])
            #expect(try await contents("www.example.test", .aaaa) == [.aaaa(ipv6)])
            #expect(try await contents("example.test", .ns) == [.ns("ns1.example.test")])
            #expect(try await contents("example.test", .soa) == [.soa(primary: "ns1.example.test", serial: 1)])
            #expect(try await contents("alias.example.test", .cname) == [.cname("www.example.test")])
            let texts = try await contents("text.example.test", .txt)
            #expect(texts.count == 2 && texts.contains(.txt(Array("onetwo".utf8))))
            let caa = DNSRecord.Content.caa(isCritical: true, tag: "issue", value: "ca.example; accounturi=x")
            #expect(try await contents("example.test", .caa) == [caa])
        }
    }

    @Test func `gives an alias and what it stands for`() async throws {
        try await withClient { client, _, _ in
            let answer = try await client.query("alias.example.test", .a)
            #expect(answer.records.map(\.name) == ["alias.example.test", "www.example.test"])
        }
    }

    @Test func `tells a name without such records from one that is not there`() async throws {
        try await withClient { client, _, _ in
            let empty = try await client.query("empty.example.test", .txt)
            #expect(empty.outcome == .noData && empty.records.isEmpty)
            #expect(empty.authority.map(\.name) == ["example.test"])
            #expect(try await client.query("nobody.example.test", .txt).outcome == .noSuchName)
        }
    }

    @Test func `shows whom a zone is delegated to`() async throws {
        try await withClient { client, _, _ in
            let answer = try await client.query("a.sub.example.test", .txt, isRecursive: false)
            #expect(answer.outcome == .noData && !answer.isAuthoritative)
            #expect(answer.authority.map(\.content) == [.ns("ns1.elsewhere.test")])
        }
    }

    @Test func `asks again over a stream for what a datagram does not hold`() async throws {
        try await withClient { client, _, _ in
            let answer = try await client.query("long.example.test", .txt)
            #expect(answer.records.count == 40)
        }
    }

    @Test func `tells a zone that is refused`() async throws {
        try await withClient { client, _, _ in
            let refusal = await failure(client, "elsewhere.test")
            #expect(refusal?.code == .refused)
        }
    }

    @Test func `tells a server that fails`() async throws {
        let broken = NameServerFixture.Zone("broken.test", ["www A not-an-address"])
        try await withNameServer(.init([broken])) { fixture in
            let client = try DNSClient()
            let server = try #require(DNSServer(fixture.endpoint))
            let refusal = await failure(client, "www.broken.test", at: [server])
            #expect(refusal?.code == .serverFailure)
        }
    }

    @Test func `gives up a server that hangs, and takes the next`() async throws {
        try await withClient({ $0.attemptTimeout = .milliseconds(200) }) { client, server, fixture in
            fixture.freeze()
            let refusal = await failure(client)
            #expect(refusal?.code == .timedOut)
            fixture.thaw()
            let nobody = try #require(DNSServer("127.0.0.1:1"))
            let answer = try await client.query("www.example.test", .a, at: [nobody, server])
            #expect(answer.outcome == .records)
            let unreachable = await failure(client, at: [nobody])
            #expect(unreachable?.code == .unreachable)
        }
    }

    @Test func `ends a question with its task`() async throws {
        try await withClient({ $0.attemptTimeout = .seconds(50) }) { client, _, fixture in
            fixture.freeze()
            let task = Task { await failure(client) }
            await Task.yield()
            task.cancel()
            #expect(await task.value?.code == .cancelled)
        }
    }

    @Test func `ends every question when it is shut down`() async throws {
        try await withClient({ $0.attemptTimeout = .seconds(50) }) { client, _, fixture in
            fixture.freeze()
            async let open = failure(client)
            try await Task.sleep(for: .milliseconds(50))
            client.shutDown()
            #expect(await open?.code == .cancelled)
            let refusal = await failure(client)
            #expect(refusal?.code == .cancelled)
        }
    }

    @Test func `asks many questions at a time`() async throws {
        try await withClient { client, _, _ in
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 {
                    group.addTask { try await client.query("text.example.test", .txt).records.count }
                }
                return try await group.reduce(0, +)
            }
            #expect(count == 400)
        }
    }

    @Test(arguments: ["", ".a", "a..b", "a b", "a\\b", String(repeating: "a", count: 64), "ä.test"])
    func `asks nothing that is no name`(_ name: String) async throws {
        let client = try DNSClient()
        let refusal = await failure(client, name)
        #expect(refusal?.code == .invalidName)
    }

    // MARK: - Updates

    @Test func `adds and removes single records of a set`() async throws {
        try await withClient { client, server, fixture in
            let key = try #require(TSIGKey(name: fixture.keyName, secret: fixture.keySecret))
            func update(_ changes: DNSUpdate.Change...) async throws {
                try await client.update(
                    DNSUpdate(zone: "example.test", changes: changes), at: server, signedWith: key)
            }
            func values() async throws -> Set<String> {
                let records = try await client.query("_x.example.test", .txt).records
                return Set(
                    records.map {
                        if case .txt(let bytes) = $0.content { String(decoding: bytes, as: UTF8.self) } else { "" }
                    })
            }
            let long = String(repeating: "0123456789", count: 30)
            try await update(.add(name: "_x.example.test", value: "a", ttl: 5))
            try await update(
                .add(name: "_x.example.test", value: "b \"q\" \\", ttl: 5),
                .add(name: "_x.example.test", value: long, ttl: 5))
            #expect(try await values() == ["a", "b \"q\" \\", long])
            try await update(.add(name: "_x.example.test", value: "a", ttl: 5))
            try await update(
                .remove(name: "_x.example.test", value: long), .remove(name: "_x.example.test", value: "c"))
            #expect(try await values() == ["a", "b \"q\" \\"])
        }
    }

    private func updateFailure(
        _ client: DNSClient, _ server: DNSServer, _ key: TSIGKey?, zone: String = "example.test",
        name: String = "_x.example.test"
    ) async -> DNSFailure? {
        do throws(DNSFailure) {
            try await client.update(
                DNSUpdate(zone: zone, changes: [.add(name: name, value: "a", ttl: 5)]), at: server, signedWith: key)
            return nil
        } catch {
            return error
        }
    }

    @Test func `tells why an update is refused`() async throws {
        try await withClient { client, server, fixture in
            let other = String(repeating: "A", count: 43) + "="
            let wrong = try #require(TSIGKey(name: fixture.keyName, secret: other))
            let unknown = try #require(TSIGKey(name: "other", secret: fixture.keySecret))
            let key = try #require(TSIGKey(name: fixture.keyName, secret: fixture.keySecret))
            #expect(await updateFailure(client, server, wrong)?.code == .wrongSignature)
            #expect(await updateFailure(client, server, unknown)?.code == .unknownKey)
            #expect(await updateFailure(client, server, nil)?.code == .refused)
            #expect(await updateFailure(client, server, key, zone: "elsewhere.test")?.code == .notAuthoritative)
            #expect(await updateFailure(client, server, key, name: "x.elsewhere.test")?.code == .notInZone)
            #expect(await updateFailure(client, server, key) == nil)
        }
    }

    @Test func `gives up an update that hangs`() async throws {
        try await withClient({ $0.updateTimeout = .milliseconds(200) }) { client, server, fixture in
            fixture.freeze()
            #expect(await updateFailure(client, server, nil)?.code == .timedOut)
        }
    }

    @Test(arguments: [("a b", "AAAA"), ("", "AAAA"), ("k", ""), ("k", "A"), ("k", "A A="), ("k", "AA\u{0}=")])
    func `takes no key that is none`(_ name: String, _ secret: String) {
        #expect(TSIGKey(name: name, secret: secret) == nil)
    }

    @Test func `shows no key`() throws {
        let key = try #require(TSIGKey(name: "k", secret: "c2VjcmV0"))
        #expect("\(key)" == "k (hmac-sha256)")
    }
}
