internal import Egress
internal import ProxyModel

/// The way to the interface of a provider over HTTP: one place that keeps credentials out of failures.
struct ProviderConnection: Sendable {
    /// An answer that is neither a refusal of the credentials nor a failure of the provider.
    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]

        /// The body as JSON; null when it is none.
        var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
        var isSuccess: Bool { (200...299).contains(status) }
    }

    private let fetcher: HTTPFetcher
    private let base: String
    private let secrets: [String]

    /// Makes a connection to the interface below an address; `secrets` are taken out of whatever is told.
    init(fetcher: HTTPFetcher, base: String, secrets: [String]) {
        self.fetcher = fetcher
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// Sends a request to a path below the base and reads the answer.
    ///
    /// Throws what is the same for every provider: 401 and 403, 429, 5xx, and no answer at all.
    func send(
        _ method: String, _ path: String, headers: [FetchField], body: [UInt8]? = nil
    ) async throws(DNSProviderFailure) -> Answer {
        var request = FetchRequest(method, base + path, headers: headers, body: body)
        request.maxBodyBytes = 1 << 20
        let response: FetchResponse
        do throws(FetchFailure) {
            response = try await fetcher.fetch(request)
        } catch {
            throw failure(error)
        }
        let answer = Answer(status: response.status, body: response.body)
        switch response.status {
        case 401, 403: throw failure(.unauthorised, answer)
        case 429: throw failure(.rateLimited, answer, retryAfter: Self.seconds(response["Retry-After"]))
        case 500...: throw failure(.failed, answer, retryAfter: Self.seconds(response["Retry-After"]))
        default: return answer
        }
    }

    /// Sends JSON, if there is any, with a bearer token.
    func sendJSON(
        _ method: String, _ path: String, token: String, _ body: JSONValue? = nil
    ) async throws(DNSProviderFailure) -> Answer {
        var headers = [FetchField("Authorization", "Bearer " + token), FetchField("Accept", "application/json")]
        if body != nil { headers.append(FetchField("Content-Type", "application/json")) }
        return try await send(method, path, headers: headers, body: body?.compactBytes)
    }

    /// A failure with the words of an answer.
    func failure(
        _ code: DNSProviderFailure.Code, _ answer: Answer, retryAfter: Int64? = nil
    ) -> DNSProviderFailure {
        let text = String(decoding: answer.body.prefix(512), as: UTF8.self)
        return DNSProviderFailure(code, clean("status \(answer.status): \(text)"), retryAfter: retryAfter)
    }

    private func failure(_ failure: FetchFailure) -> DNSProviderFailure {
        let code: DNSProviderFailure.Code =
            switch failure.code {
            case .timedOut: .timedOut
            case .unresolved, .unreachable, .tlsFailed: .unreachable
            case .invalidRequest, .forbiddenAddress: .misconfigured
            case .cancelled: .cancelled
            case .tooLarge, .tooManyRedirects, .protocolError: .failed
            }
        return DNSProviderFailure(code, clean(failure.description))
    }

    /// One line of printable text without credentials.
    private func clean(_ text: String) -> String {
        var text = text
        for secret in secrets { text = text.replacing(secret, with: "…") }
        return String(text.map { $0.isNewline || ($0.asciiValue ?? 0x20) < 0x20 ? " " : $0 })
    }

    /// Whole seconds as milliseconds; a date or nonsense is nil.
    private static func seconds(_ text: String?) -> Int64? {
        text.flatMap { Int64($0) }.flatMap { (0...86_400).contains($0) ? $0 * 1000 : nil }
    }
}
