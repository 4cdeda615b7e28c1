import ACME
import Egress
import ProxyModel
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Publishing at Hetzner` {
    private static let record = TXTRecord(name: "_acme-challenge.example.com", zone: "example.com", value: "digest-1")

    /// Sets of records with one time to live; an action is done at the second look.
    private static func interface(_ entries: [ZoneInterface.Entry] = [], outcome: JSONValue = "success") throws
        -> ZoneInterface
    {
        let looks = Counter()
        return try ZoneInterface(entries) { request, entries in
            guard request.field("Authorization") == "Bearer hz-token" else {
                return .json(["error": ["code": "unauthorized", "message": "unable to authenticate"]], status: 401)
            }
            let set = "/v1/zones/example.com/rrsets/_acme-challenge/TXT"
            switch (request.method, request.path) {
            case ("POST", set + "/actions/add_records"):
                guard let values = values(request, "ttl") else { return ZoneInterface.object("body \(request.body)") }
                let ttl = request.json["ttl"]?.integerValue
                if let present = entries.first, let ttl, ttl != present.ttl { return error("conflict", 409) }
                guard !entries.contains(where: { values.contains($0.value) }) else {
                    return error("uniqueness_error", 409)
                }
                for value in values {
                    entries.append(.init(id: 0, name: "_acme-challenge", value: value, ttl: ttl ?? 3600))
                }
                return action("running", 201)
            case ("POST", set + "/actions/remove_records"):
                guard let values = values(request) else { return ZoneInterface.object("body \(request.body)") }
                guard !entries.isEmpty else { return error("not_found", 404) }
                guard entries.contains(where: { values.contains($0.value) }) else { return error("invalid_input", 422) }
                entries.removeAll { values.contains($0.value) }
                return action("success", 201)
            case ("GET", set):
                guard !entries.isEmpty else { return error("not_found", 404) }
                let records = entries.map { ["value": .string($0.value), "comment": ""] as JSONValue }
                return .json(["rrset": ["name": "_acme-challenge", "type": "TXT", "records": .array(records)]])
            case ("GET", "/v1/actions/42"):
                return looks.next() == 1 ? action("running") : action(outcome)
            case (_, let path) where path.hasPrefix("/v1/zones/"): return error("not_found", 404)
            default: return ZoneInterface.object("\(request.method) \(request.target)")
            }
        }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    private static func values(_ request: LoopbackRequest, _ optional: String? = nil) -> [String]? {
        guard request.hasJSON("records") || optional.map({ request.hasJSON($0, "records") }) == true,
            let records = request.json["records"]?.arrayValue
        else { return nil }
        let values = records.compactMap { $0["value"]?.stringValue }
        return values.count == records.count && values.allSatisfy { $0.hasPrefix("\"") && $0.hasSuffix("\"") }
            ? values : nil
    }

    private static func action(_ status: JSONValue, _ code: Int = 200) -> LoopbackServer.Answer {
        .json(["action": ["id": 42, "command": "add_rrset_records", "status": status, "error": .null]], status: code)
    }

    private static func error(_ code: JSONValue, _ status: Int) -> LoopbackServer.Answer {
        .json(["error": ["code": code, "message": "no"]], status: status)
    }

    private static func provider(_ interface: ZoneInterface, token: String = "hz-token") throws -> HetznerProvider {
        HetznerProvider(
            fetcher: try HTTPFetcher(), url: interface.server.url("/v1"), token: token,
            pollingPause: .milliseconds(1))
    }

    @Test func `adds and removes one value and waits for the action`() async throws {
        let interface = try Self.interface()
        let provider = try Self.provider(interface)
        try await provider.add(Self.record)
        try await provider.add(Self.record)
        #expect(interface.entries.map(\.ttl) == [60] && interface.values == ["\"digest-1\""])
        #expect(interface.server.requests.filter { $0.path == "/v1/actions/42" }.count == 2)
        try await provider.remove(Self.record)
        try await provider.remove(Self.record)
        #expect(interface.entries.isEmpty)
    }

    @Test func `adds to a set with another time to live, and leaves its values`() async throws {
        let other = ZoneInterface.Entry(id: 0, name: "_acme-challenge", value: "\"other\"", ttl: 300)
        let interface = try Self.interface([other])
        let provider = try Self.provider(interface)
        try await provider.add(Self.record)
        #expect(interface.values == ["\"other\"", "\"digest-1\""])
        try await provider.remove(Self.record)
        try await provider.remove(Self.record)
        #expect(interface.entries == [other])
    }

    @Test func `tells an action that failed, a zone that is not there and a token that is refused`() async throws {
        let broken = try Self.interface(outcome: "error")
        let failing = try Self.provider(broken)
        let failed = await ZoneInterface.failure { try await failing.add(Self.record) }
        #expect(failed?.code == .refused)
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
