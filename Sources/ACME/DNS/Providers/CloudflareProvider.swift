package import Egress
internal import ProxyModel

/// Cloudflare's API v4: single records with identifiers of their own.
package struct CloudflareProvider: DNSProvider {
    /// Where the interface is unless something else is said.
    package static let defaultURL = "https://api.cloudflare.com/client/v4"
    /// What the interface says of a record that is there already.
    private static let alreadyThere: Set<Int64> = [81057, 81058]

    private let connection: ProviderConnection
    private let token: String

    /// Makes a provider; the token needs `Zone:Read` and `DNS:Edit`.
    package init(fetcher: HTTPFetcher, url: String = Self.defaultURL, token: String) {
        connection = ProviderConnection(fetcher: fetcher, base: url, secrets: [token])
        self.token = token
    }

    package func add(_ record: TXTRecord) async throws(DNSProviderFailure) {
        let zone = try await zoneID(record.zone)
        let answer = try await connection.sendJSON(
            "POST", "/zones/\(zone)/dns_records", token: token,
            [
                "type": "TXT", "name": .string(record.name), "content": .string(record.quotedValue),
                // The shortest that is taken of every plan.
                "ttl": .integer(Int64(max(record.ttl, 60))),
            ])
        if answer.isSuccess, answer.json["success"] == true { return }
        let codes = (answer.json["errors"]?.arrayValue ?? []).compactMap { $0["code"]?.integerValue }
        guard !codes.contains(where: Self.alreadyThere.contains) else { return }
        throw connection.failure(.refused, answer)
    }

    package func remove(_ record: TXTRecord) async throws(DNSProviderFailure) {
        let zone = try await zoneID(record.zone)
        let name = PercentEncoding.encode(record.name)
        let answer = try await connection.sendJSON(
            "GET", "/zones/\(zone)/dns_records?type=TXT&name=\(name)&per_page=100", token: token)
        let found = try result(of: answer).filter { entry in
            let content = entry["content"]?.stringValue
            return content == record.quotedValue || content == record.value
        }
        for entry in found {
            guard let id = entry["id"]?.stringValue else { throw connection.failure(.failed, answer) }
            let answer = try await connection.sendJSON(
                "DELETE", "/zones/\(zone)/dns_records/\(PercentEncoding.encode(id))", token: token)
            guard answer.isSuccess || answer.status == 404 else { throw connection.failure(.refused, answer) }
        }
    }

    private func zoneID(_ zone: String) async throws(DNSProviderFailure) -> String {
        let answer = try await connection.sendJSON("GET", "/zones?name=" + PercentEncoding.encode(zone), token: token)
        let zones = try result(of: answer)
        guard let id = zones.first(where: { $0["name"]?.stringValue == zone })?["id"]?.stringValue else {
            throw DNSProviderFailure(.zoneNotFound, "Cloudflare has no zone '\(zone)' for this token")
        }
        return PercentEncoding.encode(id)
    }

    private func result(of answer: ProviderConnection.Answer) throws(DNSProviderFailure) -> [JSONValue] {
        guard answer.isSuccess, answer.json["success"] == true, let result = answer.json["result"]?.arrayValue else {
            throw connection.failure(answer.isSuccess ? .failed : .refused, answer)
        }
        return result
    }
}
