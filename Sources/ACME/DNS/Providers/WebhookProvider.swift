package import Egress
internal import ProxyModel

/// An operator's own service: one request per change, `{"action": "add" | "remove", "type": "TXT", …}`.
package struct WebhookProvider: DNSProvider {
    private let connection: ProviderConnection
    private let token: String?

    /// Makes a provider; with a token it is sent as a bearer token.
    package init(fetcher: HTTPFetcher, url: String, token: String?) {
        connection = ProviderConnection(fetcher: fetcher, base: url, secrets: [token ?? ""])
        self.token = token
    }

    package func add(_ record: TXTRecord) async throws(DNSProviderFailure) { try await send("add", record) }

    package func remove(_ record: TXTRecord) async throws(DNSProviderFailure) { try await send("remove", record) }

    private func send(_ action: String, _ record: TXTRecord) async throws(DNSProviderFailure) {
        let body: JSONValue = [
            "action": .string(action), "type": "TXT", "name": .string(record.name), "zone": .string(record.zone),
            "value": .string(record.value), "ttl": .integer(Int64(record.ttl)),
        ]
        var headers = [FetchField("Content-Type", "application/json")]
        if let token { headers.append(FetchField("Authorization", "Bearer " + token)) }
        let answer = try await connection.send("POST", "", headers: headers, body: body.compactBytes)
        guard answer.isSuccess else {
            throw connection.failure(answer.status == 404 ? .zoneNotFound : .refused, answer)
        }
    }
}
