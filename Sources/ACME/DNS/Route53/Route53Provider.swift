package import Egress
internal import ProxyModel

/// Amazon Route 53 (API 2013-04-01): whole sets of records, changed in batches that are made together or not at all.
package struct Route53Provider: DNSProvider {
    /// Where the interface is unless something else is said.
    package static let defaultURL = "https://route53.amazonaws.com"
    private static let namespace = "https://route53.amazonaws.com/doc/2013-04-01/"
    /// How often a set that somebody else has changed meanwhile is read again.
    private static let attempts = 5

    private let connection: ProviderConnection
    private let signature: AWSSignature
    private let host: String
    private let hostedZoneID: String?
    private let now: @Sendable () -> Int64

    /// Makes a provider; the access key needs `route53:ListHostedZonesByName`, `ListResourceRecordSets` and
    /// `ChangeResourceRecordSets`.
    ///
    /// `now` tells milliseconds since 1970. Without a hosted zone, the public one with the name of the zone is used.
    package init(
        fetcher: HTTPFetcher, url: String = Self.defaultURL, accessKeyID: String, secretAccessKey: String,
        hostedZoneID: String? = nil, now: @escaping @Sendable () -> Int64
    ) {
        connection = ProviderConnection(fetcher: fetcher, base: url, secrets: [secretAccessKey])
        // Route 53 is signed for this region wherever it is called from.
        signature = AWSSignature(
            keyID: accessKeyID, secret: secretAccessKey, region: "us-east-1", service: "route53")
        host = String((url.split(separator: "://", maxSplits: 1).last ?? "").prefix { $0 != "/" })
        self.hostedZoneID = hostedZoneID.map { String($0.split(separator: "/").last ?? "") }
        self.now = now
    }

    package func add(_ record: TXTRecord) async throws(DNSProviderFailure) {
        try await change(record) { $0.contains(record.quotedValue) ? nil : $0 + [record.quotedValue] }
    }

    package func remove(_ record: TXTRecord) async throws(DNSProviderFailure) {
        try await change(record) { values in
            values.contains(record.quotedValue) ? values.filter { $0 != record.quotedValue } : nil
        }
    }

    /// The set of a name as it was read.
    private struct RecordSet {
        var ttl: String
        var values: [String]
    }

    /// Reads the set, has the values changed (nil = as wanted already) and replaces it unless somebody else did meanwhile.
    private func change(
        _ record: TXTRecord, _ edit: ([String]) -> [String]?
    ) async throws(DNSProviderFailure) {
        let zone = if let hostedZoneID { hostedZoneID } else { try await zoneID(record.zone) }
        var last = DNSProviderFailure(.refused)
        for _ in 0..<Self.attempts {
            let found = try await recordSet(record, zone)
            guard let values = edit(found?.values ?? []) else { return }
            // To delete a set, all of it has to be told: that makes the batch fail when the set is another one by now.
            var changes = found.map { [Self.change("DELETE", record.name, $0)] } ?? []
            if !values.isEmpty {
                let wanted = RecordSet(ttl: found?.ttl ?? String(record.ttl), values: values)
                changes.append(Self.change("CREATE", record.name, wanted))
            }
            let document = """
                <?xml version="1.0" encoding="UTF-8"?>
                <ChangeResourceRecordSetsRequest xmlns="\(Self.namespace)"><ChangeBatch><Changes>\
                \(changes.joined())</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>
                """
            let answer = try await send("POST", "/2013-04-01/hostedzone/\(zone)/rrset", body: Array(document.utf8))
            if answer.isSuccess { return }
            last = try failure(answer)
        }
        throw last
    }

    private static func change(_ action: String, _ name: String, _ set: RecordSet) -> String {
        let values = set.values.map { value in
            "<ResourceRecord><Value>\(XMLElement.escaped(value))</Value></ResourceRecord>"
        }
        return """
            <Change><Action>\(action)</Action><ResourceRecordSet><Name>\(XMLElement.escaped(name)).</Name>\
            <Type>TXT</Type><TTL>\(XMLElement.escaped(set.ttl))</TTL>\
            <ResourceRecords>\(values.joined())</ResourceRecords></ResourceRecordSet></Change>
            """
    }

    private func recordSet(_ record: TXTRecord, _ zone: String) async throws(DNSProviderFailure) -> RecordSet? {
        let answer = try await send(
            "GET", "/2013-04-01/hostedzone/\(zone)/rrset",
            query: [("maxitems", "1"), ("name", record.name + "."), ("type", "TXT")])
        guard answer.isSuccess, let document = XMLElement(parsing: answer.body) else { throw try failure(answer) }
        // The list begins at the name asked for, so another name means that there is none.
        guard let set = document["ResourceRecordSets"]?["ResourceRecordSet"], set["Type"]?.text == "TXT",
            set["Name"]?.text.lowercased() == record.name + "."
        else { return nil }
        guard set["SetIdentifier"] == nil, let ttl = set["TTL"]?.text else {
            throw DNSProviderFailure(.refused, "the TXT records of \(record.name) have a routing policy")
        }
        let values = (set["ResourceRecords"]?.all("ResourceRecord") ?? []).compactMap { $0["Value"]?.text }
        return RecordSet(ttl: ttl, values: values)
    }

    private func zoneID(_ zone: String) async throws(DNSProviderFailure) -> String {
        let answer = try await send(
            "GET", "/2013-04-01/hostedzonesbyname", query: [("dnsname", zone + "."), ("maxitems", "100")])
        guard answer.isSuccess, let document = XMLElement(parsing: answer.body) else { throw try failure(answer) }
        let found = (document["HostedZones"]?.all("HostedZone") ?? []).first { hosted in
            hosted["Name"]?.text.lowercased() == zone + "." && hosted["Config"]?["PrivateZone"]?.text != "true"
        }
        guard let id = found?["Id"]?.text.split(separator: "/").last else {
            throw DNSProviderFailure(.zoneNotFound, "Route 53 has no public hosted zone '\(zone)' for this key")
        }
        return PercentEncoding.encode(String(id))
    }

    private func send(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) async throws(DNSProviderFailure) -> ProviderConnection.Answer {
        let date = AWSSignature.date(milliseconds: now())
        var headers = [("x-amz-date", date)]
        if body != nil { headers.append(("content-type", "application/xml")) }
        let authorization = signature.authorization(
            method: method, path: path, query: query, headers: headers + [("host", host)], body: body ?? [], date: date)
        let fields = headers.map { FetchField($0.0, $0.1) } + [FetchField("authorization", authorization)]
        let target = query.isEmpty ? path : path + "?" + AWSSignature.query(query)
        return try await connection.send(method, target, headers: fields, body: body)
    }

    /// What an answer without success means; throws what another attempt now would not change.
    private func failure(_ answer: ProviderConnection.Answer) throws(DNSProviderFailure) -> DNSProviderFailure {
        switch XMLElement(parsing: answer.body)?["Error"]?["Code"]?.text {
        case "InvalidChangeBatch": return connection.failure(.refused, answer)
        case "NoSuchHostedZone": throw connection.failure(.zoneNotFound, answer)
        case "Throttling", "ThrottlingException", "PriorRequestNotComplete":
            throw connection.failure(.rateLimited, answer)
        default: throw connection.failure(answer.isSuccess ? .failed : .refused, answer)
        }
    }
}
