package import Egress
internal import ProxyModel

/// Hetzner's Cloud API: sets of records, changed by actions that take a moment.
package struct HetznerProvider: DNSProvider {
    /// Where the interface is unless something else is said.
    package static let defaultURL = "https://api.hetzner.cloud/v1"

    private let connection: ProviderConnection
    private let token: String
    private let pollingPause: Duration

    /// Makes a provider; the token of a project that has the zone, with the right to write.
    package init(
        fetcher: HTTPFetcher, url: String = Self.defaultURL, token: String, pollingPause: Duration = .seconds(1)
    ) {
        connection = ProviderConnection(fetcher: fetcher, base: url, secrets: [token])
        self.token = token
        self.pollingPause = pollingPause
    }

    package func add(_ record: TXTRecord) async throws(DNSProviderFailure) {
        let values: JSONValue = [["value": .string(record.quotedValue)]]
        var answer = try await act("add_records", record, ["ttl": .integer(Int64(record.ttl)), "records": values])
        if !answer.isSuccess {
            let present = try await presentValues(of: record)
            if present?.contains(record.quotedValue) == true { return }
            // A set that is there has its own time to live, and another one is refused.
            if present != nil { answer = try await act("add_records", record, ["records": values]) }
        }
        try await finish(answer, record)
    }

    package func remove(_ record: TXTRecord) async throws(DNSProviderFailure) {
        let values: JSONValue = [["value": .string(record.quotedValue)]]
        let answer = try await act("remove_records", record, ["records": values])
        if !answer.isSuccess {
            let present = try await presentValues(of: record)
            if present?.contains(record.quotedValue) != true { return }
        }
        try await finish(answer, record)
    }

    private func path(_ record: TXTRecord) -> String {
        let zone = PercentEncoding.encode(record.zone)
        return "/zones/\(zone)/rrsets/\(PercentEncoding.encode(record.relativeName))/TXT"
    }

    private func act(
        _ action: String, _ record: TXTRecord, _ body: JSONValue
    ) async throws(DNSProviderFailure) -> ProviderConnection.Answer {
        try await connection.sendJSON("POST", "\(path(record))/actions/\(action)", token: token, body)
    }

    /// The values of the set; nil when there is none.
    private func presentValues(of record: TXTRecord) async throws(DNSProviderFailure) -> [String]? {
        let answer = try await connection.sendJSON("GET", path(record), token: token)
        guard answer.status != 404 else { return nil }
        guard answer.isSuccess, let records = answer.json["rrset"]?["records"]?.arrayValue else {
            throw connection.failure(answer.isSuccess ? .failed : .refused, answer)
        }
        return records.compactMap { $0["value"]?.stringValue }
    }

    /// Waits until an action has been carried out.
    private func finish(_ answer: ProviderConnection.Answer, _ record: TXTRecord) async throws(DNSProviderFailure) {
        guard answer.status != 404 else {
            throw DNSProviderFailure(.zoneNotFound, "Hetzner has no zone '\(record.zone)' for this token")
        }
        guard answer.isSuccess else { throw connection.failure(.refused, answer) }
        var answer = answer
        for _ in 0..<120 {
            switch answer.json["action"]?["status"]?.stringValue {
            case "success": return
            case "running":
                guard let id = answer.json["action"]?["id"]?.integerValue else { break }
                do { try await Task.sleep(for: pollingPause) } catch { throw DNSProviderFailure(.cancelled) }
                answer = try await connection.sendJSON("GET", "/actions/\(id)", token: token)
                continue
            case "error": throw connection.failure(.refused, answer)
            default: break
            }
            throw connection.failure(.failed, answer)
        }
        throw DNSProviderFailure(.timedOut, "the action at Hetzner is still running")
    }
}
