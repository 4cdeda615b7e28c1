package import Egress
internal import ProxyModel

/// DigitalOcean's API v2: single records with numbers of their own.
package struct DigitalOceanProvider: DNSProvider {
    /// Where the interface is unless something else is said.
    package static let defaultURL = "https://api.digitalocean.com/v2"

    private let connection: ProviderConnection
    private let token: String

    /// Makes a provider; the token needs to read and write domains.
    package init(fetcher: HTTPFetcher, url: String = Self.defaultURL, token: String) {
        connection = ProviderConnection(fetcher: fetcher, base: url, secrets: [token])
        self.token = token
    }

    package func add(_ record: TXTRecord) async throws(DNSProviderFailure) {
        // The interface takes the same record twice.
        guard try await numbers(of: record).isEmpty else { return }
        let answer = try await connection.sendJSON(
            "POST", path(record.zone), token: token,
            [
                "type": "TXT", "name": .string(record.relativeName), "data": .string(record.value),
                // The shortest that is taken.
                "ttl": .integer(Int64(max(record.ttl, 30))),
            ])
        guard answer.isSuccess else { throw connection.failure(.refused, answer) }
    }

    package func remove(_ record: TXTRecord) async throws(DNSProviderFailure) {
        for number in try await numbers(of: record) {
            let answer = try await connection.sendJSON("DELETE", path(record.zone) + "/\(number)", token: token)
            guard answer.isSuccess || answer.status == 404 else { throw connection.failure(.refused, answer) }
        }
    }

    private func path(_ zone: String) -> String { "/domains/\(PercentEncoding.encode(zone))/records" }

    /// The numbers of the records with this name and value.
    private func numbers(of record: TXTRecord) async throws(DNSProviderFailure) -> [Int64] {
        let query = "?type=TXT&name=\(PercentEncoding.encode(record.name))&per_page=200"
        let answer = try await connection.sendJSON("GET", path(record.zone) + query, token: token)
        guard answer.status != 404 else {
            throw DNSProviderFailure(.zoneNotFound, "DigitalOcean has no domain '\(record.zone)' for this token")
        }
        guard answer.isSuccess, let records = answer.json["domain_records"]?.arrayValue else {
            throw connection.failure(answer.isSuccess ? .failed : .refused, answer)
        }
        return records.compactMap { entry in
            let isRecord = entry["type"]?.stringValue == "TXT" && entry["name"]?.stringValue == record.relativeName
            let data = entry["data"]?.stringValue
            return isRecord && (data == record.value || data == record.quotedValue) ? entry["id"]?.integerValue : nil
        }
    }
}
