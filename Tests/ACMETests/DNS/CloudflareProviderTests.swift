import ACME
import Egress
import ProxyModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Publishing at Cloudflare` {
    private static let token = "cf-secret-token"
    private static let zone = "023e105f4ecef8ad9ca31a8372d0c353"
    private static let record = TXTRecord(name: "_acme-challenge.example.com", zone: "example.com", value: "digest-1")

    private static func interface(_ entries: [ZoneInterface.Entry] = []) throws -> ZoneInterface {
        try ZoneInterface(entries) { request, entries in
            guard request.field("Authorization") == "Bearer " + token else {
                return .json(
                    [
                        "success": false, "result": .null,
                        "errors": [["code": 10000, "message": .string("Authentication error \(token)")]],
                    ], status: 403)
            }
            let records = "/client/v4/zones/\(zone)/dns_records"
            switch (request.method, request.path) {
            case ("GET", "/client/v4/zones"):
                let isKnown = request.parameters["name"] == "example.com"
                let found: JSONValue = isKnown ? [["id": .string(zone), "name": "example.com"]] : []
                return success(found)
            case ("POST", records):
                guard request.hasJSON("type", "name", "content", "ttl"), request.json["type"] == "TXT",
                    let name = request.json["name"]?.stringValue, let value = request.json["content"]?.stringValue,
                    let ttl = request.json["ttl"]?.integerValue, ttl == 1 || (60...86_400).contains(ttl),
                    value.hasPrefix("\""), value.hasSuffix("\"")
                else { return ZoneInterface.object("body \(request.body)") }
                guard !entries.contains(where: { $0.name == name && $0.value == value }) else {
                    return .json(
                        [
                            "success": false, "result": .null,
                            "errors": [["code": 81058, "message": "An identical record already exists."]],
                        ], status: 400)
                }
                entries.append(.init(id: Int64(entries.count + 1), name: name, value: value, ttl: ttl))
                return success(["id": .string("r\(entries.count)")])
            case ("GET", records):
                guard request.parameters["type"] == "TXT", let name = request.parameters["name"] else {
                    return ZoneInterface.object("query \(request.query)")
                }
                let found = entries.filter { $0.name == name }.map { entry in
                    ["id": .string("r\(entry.id)"), "type": "TXT", "content": .string(entry.value)] as JSONValue
                }
                return success(.array(found))
            case ("DELETE", let path) where path.hasPrefix(records + "/r"):
                entries.removeAll { "\(records)/r\($0.id)" == path }
                return success(["id": "r"])
            default: return ZoneInterface.object("\(request.method) \(request.target)")
            }
        }
    }

    private static func success(_ result: JSONValue) -> LoopbackServer.Answer {
        .json(["success": true, "errors": [], "messages": [], "result": result])
    }

    private static func provider(_ interface: ZoneInterface, token: String = token) throws -> CloudflareProvider {
        CloudflareProvider(fetcher: try HTTPFetcher(), url: interface.server.url("/client/v4"), token: token)
    }

    @Test func `adds and removes one record and leaves the others`() async throws {
        let other = ZoneInterface.Entry(id: 90, name: Self.record.name, value: "\"other\"", ttl: 60)
        let interface = try Self.interface([other])
        let provider = try Self.provider(interface)
        try await provider.add(Self.record)
        try await provider.add(Self.record)
        #expect(interface.values == ["\"other\"", "\"digest-1\""])
        try await provider.remove(Self.record)
        try await provider.remove(Self.record)
        #expect(interface.entries == [other])
    }

    @Test func `tells a zone that the token does not reach`() async throws {
        let interface = try Self.interface()
        let provider = try Self.provider(interface)
        let record = TXTRecord(name: "_acme-challenge.example.org", zone: "example.org", value: "a")
        let failure = await ZoneInterface.failure { try await provider.add(record) }
        #expect(failure?.code == .zoneNotFound)
    }

    @Test func `does not repeat a token that an answer repeats`() async throws {
        let interface = try Self.interface()
        let provider = try Self.provider(interface, token: "wrong")
        let failure = await ZoneInterface.failure { try await provider.add(Self.record) }
        #expect(failure?.code == .unauthorised)
        #expect(failure?.description.contains("wrong") == false)
    }

    @Test func `waits as long as it is told`() async throws {
        let interface = try ZoneInterface { _, _ in
            .document("{}", status: 429, fields: "Retry-After: 7\r\n")
        }
        let provider = try Self.provider(interface)
        let failure = await ZoneInterface.failure { try await provider.add(Self.record) }
        #expect(failure?.code == .rateLimited && failure?.retryAfter == 7_000)
    }

    @Test(arguments: [
        (LoopbackServer.Answer.document("oops", status: 502), DNSProviderFailure.Code.failed),
        (.document("not json"), .failed), (.document("{}", status: 400), .refused),
        (.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), .failed),
    ])
    func `tells what the interface makes of it`(
        _ answer: LoopbackServer.Answer, _ code: DNSProviderFailure.Code
    ) async throws {
        let interface = try ZoneInterface { _, _ in answer }
        let provider = try Self.provider(interface)
        let failure = await ZoneInterface.failure { try await provider.add(Self.record) }
        #expect(failure?.code == code)
    }

    @Test func `tells an interface that is not there`() async throws {
        let provider = CloudflareProvider(fetcher: try HTTPFetcher(), url: "http://127.0.0.1:1", token: "x")
        let failure = await ZoneInterface.failure { try await provider.add(Self.record) }
        #expect(failure?.code == .unreachable)
    }
}
