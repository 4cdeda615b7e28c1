internal import Egress
internal import ProxyModel

/// Requests to identity providers: they are configured by operators and so trusted to be reached, but not to answer well.
struct ProviderFetch: Sendable {
    private static let longestAnswer = 256 << 10

    private let fetcher: HTTPFetcher
    private let patience: Duration

    /// `patience` is how long an answer may take, whole.
    init(_ fetcher: HTTPFetcher, patience: Duration) {
        self.fetcher = fetcher
        self.patience = patience
    }

    /// The JSON document of an address.
    func document(_ url: String, bearer: String? = nil, headers: [FetchField] = []) async throws(ProviderFailure)
        -> JSONValue
    {
        var fields = [FetchField("Accept", "application/json")] + headers
        if headers.contains(where: { $0.name == "Accept" }) { fields.removeFirst() }
        if let bearer { fields.append(FetchField("Authorization", "Bearer " + bearer)) }
        let (status, json) = try await send(FetchRequest("GET", url, headers: fields))
        guard status == 200 else { throw .invalidAnswer("it answered with status \(status)") }
        return json
    }

    /// The answer of a token endpoint (RFC 6749 §5.1); `basic` is the value of `Authorization` when that is used.
    func token(_ url: String, form: OAuthParameters, authorization: String?) async throws(ProviderFailure) -> JSONValue
    {
        var fields = [
            FetchField("Accept", "application/json"), FetchField("Content-Type", "application/x-www-form-urlencoded"),
        ]
        if let authorization { fields.append(FetchField("Authorization", authorization)) }
        let (status, json) = try await send(
            FetchRequest("POST", url, headers: fields, body: Array(form.encoded.utf8)))
        // GitHub tells errors with status 200.
        if let error = json["error"]?.stringValue {
            let code = ProviderFailure.code(error)
            guard error != "invalid_client", error != "incorrect_client_credentials",
                error != "redirect_uri_mismatch", error != "unauthorized_client"
            else { throw .misconfigured("it does not accept this server's credentials\(code)") }
            throw .invalidAnswer("it refused the sign-in\(code)")
        }
        guard status == 200 else { throw .invalidAnswer("it answered with status \(status)") }
        return json
    }

    private func send(_ request: FetchRequest) async throws(ProviderFailure) -> (Int, JSONValue) {
        var request = request
        request.policy = .trusted
        request.deadline = patience
        request.maxBodyBytes = Self.longestAnswer
        let answer: FetchResponse
        do throws(FetchFailure) {
            answer = try await fetcher.fetch(request)
        } catch {
            switch error.code {
            case .tooLarge, .protocolError, .tooManyRedirects: throw .invalidAnswer(error.code.rawValue)
            case .invalidRequest: throw .misconfigured("its address cannot be used")
            default: throw .unreachable(error.code.rawValue)
            }
        }
        guard let json = try? JSONValue(parsing: answer.body, maximumBytes: Self.longestAnswer, maximumDepth: 16) else {
            throw answer.status >= 500
                ? .unreachable("it answered with status \(answer.status)")
                : .invalidAnswer("it answered with status \(answer.status) and no JSON")
        }
        return (answer.status, json)
    }
}
