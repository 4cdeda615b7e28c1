package import Egress
package import ProxyModel

/// Calls the management API of a node.
package struct ManagementClient: Sendable {
    private let address: String
    private let token: String?
    private let caFile: String?
    private let fetcher: HTTPFetcher

    private static let maxBodyBytes = 256 << 20

    /// Makes a client of the API at an `http://` or `https://` address without a slash at the end.
    ///
    /// `caFile` names the authorities (PEM) that are trusted instead of the system's.
    package init(address: String, token: String?, caFile: String? = nil, fetcher: HTTPFetcher) {
        self.address = address
        self.token = token
        self.caFile = caFile
        self.fetcher = fetcher
    }

    /// Sends a call; a status out of `accepted` is a refusal.
    package func send(
        _ call: ManagementCall, accepting accepted: ClosedRange<Int> = 200...299
    ) async throws(ManagementFailure) -> ManagementAnswer {
        let response: FetchResponse
        do {
            response = try await fetcher.fetch(request(call))
        } catch {
            throw .unreachable(address, reason: "\(error)")
        }
        guard accepted.contains(response.status) else {
            throw ManagementFailure(status: response.status, body: response.body)
        }
        let isJSON = response["content-type"]?.lowercased().contains("json") == true
        return ManagementAnswer(
            status: response.status,
            json: isJSON ? try? JSONValue(parsing: response.body, maximumBytes: Self.maxBodyBytes) : nil,
            text: String(decoding: response.body, as: UTF8.self))
    }

    /// Reads every page of a collection.
    package func collect(_ call: ManagementCall) async throws(ManagementFailure) -> [JSONValue] {
        var rows: [JSONValue] = []
        var page: Int64 = 1
        while true {
            var paged = call
            paged.query += [.init("page", "\(page)"), .init("per_page", "500")]
            let json = try await send(paged).json ?? .null
            if case .list(let key, _, _, _) = call.content { rows += json[key]?.arrayValue ?? [] }
            let pages = json["pagination"]?["pages"]?.integerValue ?? 1
            guard page < pages else { return rows }
            page += 1
        }
    }

    private func request(_ call: ManagementCall) -> FetchRequest {
        var request = FetchRequest(call.method, address + call.target)
        request.headers = [FetchField("Accept", "application/json")]
        if let token { request.headers.append(FetchField("Authorization", "Bearer " + token)) }
        if let body = call.body {
            request.headers.append(FetchField("Content-Type", "application/json"))
            request.body = body.compactBytes
        }
        request.caFile = caFile
        request.maxBodyBytes = Self.maxBodyBytes
        request.deadline = .seconds(120)
        // A node on this machine is never behind a proxy, whatever the environment says.
        if ["://127.", "://localhost", "://[::1]"].contains(where: { address.contains($0) }) {
            request.intermediary = .none
        }
        return request
    }
}
