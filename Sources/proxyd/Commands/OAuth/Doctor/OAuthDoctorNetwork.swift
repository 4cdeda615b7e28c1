internal import Egress
internal import OAuthServer
internal import ProxyModel

/// The doctor's requests by the HTTP client of the control plane, as patient as the least patient client.
struct OAuthDoctorNetwork: Sendable {
    let fetcher: HTTPFetcher
    /// Authorities besides those that everybody trusts.
    let caFile: String?

    var network: DoctorNetwork {
        DoctorNetwork(
            send: { request in
                do throws(FetchFailure) {
                    return .success(ProbeAnswer(try await fetcher.fetch(fetch(request))))
                } catch {
                    return .failure(error)
                }
            }, resolve: { await HostAddresses.find($0) })
    }

    private func fetch(_ request: ProbeRequest) -> FetchRequest {
        var fetch = FetchRequest(
            request.method, request.url, headers: request.headers.map { FetchField($0.name, $0.value) },
            body: request.body)
        fetch.caFile = request.trustsPublicAuthoritiesOnly ? nil : caFile
        fetch.deadline = .seconds(10)
        fetch.maxBodyBytes = 1 << 20
        return fetch
    }
}

extension ProbeAnswer {
    /// The answer of the HTTP client.
    fileprivate init(_ response: FetchResponse) {
        self.init(
            status: response.status, headers: response.headers.map { ($0.name, $0.value) }, body: response.body)
    }
}
