import ACME
import Egress
import ProxyModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Publishing at DigitalOcean` {
    private static let record = TXTRecord(
        name: "_acme-challenge.www.example.com", zone: "example.com", value: "digest-1", ttl: 5)

    private static func interface(_ entries: [ZoneInterface.Entry] = []) throws -> ZoneInterface {
        try ZoneInterface(entries) { request, entries in
            guard request.field("Authorization") == "Bearer do-token" else {
                return .json(["id": "Unauthorized", "message": "Unable to authenticate you"], status: 401)
            }
            let records = "/v2/domains/example.com/records"
            switch (request.method, request.path) {
            case ("GET", records):
                guard request.parameters["type"] == "TXT", let name = request.parameters["name"],
                    name.hasSuffix(".example.com"), request.parameters["per_page"] == "200"
                else { return ZoneInterface.object("query \(request.query)") }
                let found = entries.filter { $0.name + ".example.com" == name }.map { entry in
                    [
                        "id": .integer(entry.id), "type": "TXT", "name": .string(entry.name),
                        "data": .string(entry.value),
                    ] as JSONValue
                }
                return .json(["domain_records": .array(found), "meta": ["total": .integer(Int64(found.count))]])
            case ("POST", records):
                guard request.hasJSON("type", "name", "data", "ttl"), request.json["type"] == "TXT",
                    let name = request.json["name"]?.stringValue, !name.hasSuffix("example.com"),
                    let value = request.json["data"]?.stringValue, let ttl = request.json["ttl"]?.integerValue,
                    ttl >= 30
                else { return ZoneInterface.object("body \(request.body)") }
                entries.append(.init(id: 3_352_896 + Int64(entries.count), name: name, value: value, ttl: ttl))
                return .json(["domain_record": ["id": 1]], status: 201)
            case ("DELETE", let path) where path.hasPrefix(records + "/"):
                let count = entries.count
                entries.removeAll { "\(records)/\($0.id)" == path }
                return .document("", status: entries.count < count ? 204 : 404)
            case (_, let path) where path.hasPrefix("/v2/domains/"):
                return .json(["id": "not_found", "message": "not found"], status: 404)
            default: return ZoneInterface.object("\(request.method) \(request.target)")
            }
        }
    }

    private static func provider(_ interface: ZoneInterface, token: String = "do-token") throws -> DigitalOceanProvider
    {
        DigitalOceanProvider(fetcher: try HTTPFetcher(), url: interface.server.url("/v2/"), token: token)
    }

    @Test func `adds and removes one record and leaves the others`() async throws {
        let other = ZoneInterface.Entry(id: 9, name: "_acme-challenge.www", value: "other", ttl: 30)
        let interface = try Self.interface([other])
        let provider = try Self.provider(interface)
        try await provider.add(Self.record)
        try await provider.add(Self.record)
        #expect(interface.values == ["other", "digest-1"])
        try await provider.remove(Self.record)
        try await provider.remove(Self.record)
        #expect(interface.entries == [other])
    }

    @Test func `tells a domain that is not there, and a token that is refused`() async throws {
        let interface = try Self.interface()
        let provider = try Self.provider(interface)
        let record = TXTRecord(name: "_acme-challenge.example.org", zone: "example.org", value: "a")
        let missing = await ZoneInterface.failure { try await provider.add(record) }
        #expect(missing?.code == .zoneNotFound)
        let stranger = try Self.provider(interface, token: "wrong")
        let refused = await ZoneInterface.failure { try await stranger.add(Self.record) }
        #expect(refused?.code == .unauthorised)
    }
}
