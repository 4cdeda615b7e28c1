import Egress
import TestSupport
import Testing

@testable import ACME

@Suite(.timeLimit(.minutes(1)))
struct `Publishing at Route 53` {
    private static let moment: Int64 = 1_440_938_160_000
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let record = TXTRecord(name: "_acme-challenge.example.com", zone: "example.com", value: "digest-1")
    private static let records = "/2013-04-01/hostedzone/Z111/rrset"

    /// `meanwhile` is called before each change: somebody else at work.
    private static func interface(
        _ entries: [ZoneInterface.Entry] = [],
        meanwhile: @escaping @Sendable (inout [ZoneInterface.Entry]) -> Void = { _ in }
    ) throws -> ZoneInterface {
        try ZoneInterface(entries) { request, entries in
            guard let objection = signatureObjection(request) else {
                return answer(request, &entries, meanwhile)
            }
            return error(objection, "signature \(secret)", 403)
        }
    }

    /// Computes the signature anew from what arrived.
    private static func signatureObjection(_ request: LoopbackRequest) -> String? {
        guard request.field("x-amz-date") == "20150830T123600Z", let host = request.field("Host") else {
            return "MissingAuthenticationToken"
        }
        var headers = [("host", host), ("x-amz-date", "20150830T123600Z")]
        if let type = request.field("content-type") { headers.append(("content-type", type)) }
        let expected = AWSSignature(keyID: "AKIDEXAMPLE", secret: secret, region: "us-east-1", service: "route53")
            .authorization(
                method: request.method, path: request.path, query: request.parameters.map { ($0.key, $0.value) },
                headers: headers, body: Array(request.body.utf8), date: "20150830T123600Z")
        return request.field("authorization") == expected ? nil : "SignatureDoesNotMatch"
    }

    private static func answer(
        _ request: LoopbackRequest, _ entries: inout [ZoneInterface.Entry],
        _ meanwhile: (inout [ZoneInterface.Entry]) -> Void
    ) -> LoopbackServer.Answer {
        switch (request.method, request.path) {
        case ("GET", "/2013-04-01/hostedzonesbyname"):
            guard request.parameters["dnsname"]?.hasSuffix(".") == true else {
                return ZoneInterface.object(request.query)
            }
            return xml(
                """
                <ListHostedZonesByNameResponse><HostedZones>
                <HostedZone><Id>/hostedzone/Z000</Id><Name>example.com.</Name>
                <Config><PrivateZone>true</PrivateZone></Config></HostedZone>
                <HostedZone><Id>/hostedzone/Z111</Id><Name>example.com.</Name>
                <Config><PrivateZone>false</PrivateZone></Config></HostedZone>
                </HostedZones></ListHostedZonesByNameResponse>
                """)
        case ("GET", records):
            guard request.parameters["type"] == "TXT", request.parameters["maxitems"] == "1",
                let name = request.parameters["name"]
            else { return ZoneInterface.object(request.query) }
            let found = entries.filter { $0.name == name }
            // Where there is no such name the list begins with the next one.
            let shown = found.isEmpty ? [.init(id: 0, name: "www.example.com.", value: "\"x\"", ttl: 1)] : found
            return xml(
                """
                <ListResourceRecordSetsResponse><ResourceRecordSets>\(set(shown))</ResourceRecordSets>
                </ListResourceRecordSetsResponse>
                """)
        case ("POST", records):
            meanwhile(&entries)
            return change(request, &entries)
        default: return error("NoSuchHostedZone", "No hosted zone found with ID", 404)
        }
    }

    private static func set(_ entries: [ZoneInterface.Entry]) -> String {
        guard let first = entries.first else { return "" }
        let values = entries.map { "<ResourceRecord><Value>\($0.value)</Value></ResourceRecord>" }.joined()
        return "<ResourceRecordSet><Name>\(first.name)</Name><Type>TXT</Type><TTL>\(first.ttl)</TTL>"
            + "<ResourceRecords>\(values)</ResourceRecords></ResourceRecordSet>"
    }

    /// Carries a batch out, or refuses all of it.
    private static func change(
        _ request: LoopbackRequest, _ entries: inout [ZoneInterface.Entry]
    ) -> LoopbackServer.Answer {
        guard let root = XMLElement(parsing: Array(request.body.utf8)), root.name == "ChangeResourceRecordSetsRequest",
            request.body.contains("xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\""),
            let changes = root["ChangeBatch"]?["Changes"]?.all("Change"), !changes.isEmpty
        else { return ZoneInterface.object(request.body) }
        var result = entries
        for change in changes {
            guard let set = change["ResourceRecordSet"], let name = set["Name"]?.text, name.hasSuffix("."),
                set["Type"]?.text == "TXT", let ttl = set["TTL"].flatMap({ Int64($0.text) })
            else { return ZoneInterface.object(request.body) }
            let values = set["ResourceRecords"]?.all("ResourceRecord").compactMap { $0["Value"]?.text } ?? []
            guard values.allSatisfy({ $0.hasPrefix("\"") && $0.hasSuffix("\"") }) else {
                return ZoneInterface.object(request.body)
            }
            let told = values.map { ZoneInterface.Entry(id: 0, name: name, value: $0, ttl: ttl) }
            let present = result.filter { $0.name == name }
            switch change["Action"]?.text {
            case "DELETE":
                guard present == told else { return error("InvalidChangeBatch", "values do not match", 400) }
                result.removeAll { $0.name == name }
            case "CREATE":
                guard present.isEmpty else { return error("InvalidChangeBatch", "it already exists", 400) }
                result += told
            default: return ZoneInterface.object(request.body)
            }
        }
        entries = result
        return xml(
            """
            <ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status></ChangeInfo>
            </ChangeResourceRecordSetsResponse>
            """)
    }

    private static func xml(_ text: String, status: Int = 200) -> LoopbackServer.Answer {
        .document("<?xml version=\"1.0\"?>\n" + text, type: "text/xml", status: status)
    }

    private static func error(_ code: String, _ message: String, _ status: Int) -> LoopbackServer.Answer {
        xml(
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error>"
                + "</ErrorResponse>", status: status)
    }

    private static func provider(
        _ interface: ZoneInterface, secret: String = secret, hostedZoneID: String? = nil
    ) throws -> Route53Provider {
        Route53Provider(
            fetcher: try HTTPFetcher(), url: interface.server.origin, accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: secret, hostedZoneID: hostedZoneID, now: { moment })
    }

    private static func entry(_ value: String, ttl: Int64 = 300) -> ZoneInterface.Entry {
        .init(id: 0, name: record.name + ".", value: value, ttl: ttl)
    }

    @Test func `makes a set and removes it`() async throws {
        let interface = try Self.interface()
        let provider = try Self.provider(interface)
        try await provider.add(Self.record)
        try await provider.add(Self.record)
        #expect(interface.entries == [Self.entry("\"digest-1\"", ttl: 60)])
        try await provider.remove(Self.record)
        try await provider.remove(Self.record)
        #expect(interface.entries.isEmpty)
    }

    @Test func `adds to a set and leaves its other values`() async throws {
        let interface = try Self.interface([Self.entry("\"other\"")])
        let provider = try Self.provider(interface, hostedZoneID: "/hostedzone/Z111")
        try await provider.add(Self.record)
        #expect(interface.entries == [Self.entry("\"other\""), Self.entry("\"digest-1\"")])
        try await provider.remove(Self.record)
        #expect(interface.entries == [Self.entry("\"other\"")])
        #expect(!interface.server.requests.contains { $0.path.hasSuffix("hostedzonesbyname") })
    }

    @Test func `reads again what somebody else has changed meanwhile`() async throws {
        let interface = try Self.interface { entries in
            if entries.count == 0 { entries.append(Self.entry("\"theirs\"", ttl: 60)) }
        }
        try await Self.provider(interface).add(Self.record)
        #expect(interface.values == ["\"theirs\"", "\"digest-1\""])
    }

    @Test func `gives up a set that never stays the same`() async throws {
        let interface = try Self.interface { entries in entries.append(Self.entry("\"\(entries.count)\"")) }
        let provider = try Self.provider(interface)
        let failure = await ZoneInterface.failure { try await provider.add(Self.record) }
        #expect(failure?.code == .refused)
    }

    @Test func `tells a wrong key, without it, and a zone that is not there`() async throws {
        let interface = try Self.interface()
        let stranger = try Self.provider(interface, secret: "wrong-secret")
        let refused = await ZoneInterface.failure { try await stranger.add(Self.record) }
        #expect(refused?.code == .unauthorised)
        #expect(refused?.description.contains("wrong-secret") == false)
        let provider = try Self.provider(interface)
        let record = TXTRecord(name: "_acme-challenge.example.org", zone: "example.org", value: "a")
        let missing = await ZoneInterface.failure { try await provider.add(record) }
        #expect(missing?.code == .zoneNotFound)
        let elsewhere = try Self.provider(interface, hostedZoneID: "Z999")
        let unknown = await ZoneInterface.failure { try await elsewhere.add(Self.record) }
        #expect(unknown?.code == .zoneNotFound)
    }

    @Test func `tells throttling`() async throws {
        let interface = try ZoneInterface { _, _ in Self.error("Throttling", "Rate exceeded", 400) }
        let provider = try Self.provider(interface)
        let failure = await ZoneInterface.failure { try await provider.add(Self.record) }
        #expect(failure?.code == .rateLimited)
    }
}
