internal import Egress
internal import ProxyModel

/// The exchange of single requests with an authority: signatures, nonces, and repetition where it is safe.
struct AuthorityConnection: Sendable {
    /// How a request may be repeated after the authority's own trouble.
    enum Repetition {
        case reads
        /// It may have been carried out although the answer says otherwise: the caller looks before it asks again.
        case never
    }

    /// A lasting storm of refused nonces is bounded by this and the deadline.
    private static let maximumNonces = 250
    private static let maximumRepetitions = 2
    private static let nonceDeadline: Int64 = 60_000
    /// A longer wish of the authority is the caller's to follow.
    private static let longestPause: Int64 = 2_000
    private static let maximumBodyBytes = 512 << 10

    let directoryURL: String
    let fetcher: HTTPFetcher
    let caFile: String?
    let caPEM: String?
    let userAgent: String
    let requestTimeout: Duration
    let now: @Sendable () -> Int64
    private let nonces = NoncePool()

    init(
        directoryURL: String, fetcher: HTTPFetcher, caFile: String?, caPEM: String?, userAgent: String,
        requestTimeout: Duration, now: @escaping @Sendable () -> Int64
    ) {
        self.directoryURL = directoryURL
        self.fetcher = fetcher
        self.caFile = caFile
        self.caPEM = caPEM
        self.userAgent = userAgent
        self.requestTimeout = requestTimeout
        self.now = now
    }

    /// Reads without a signature, as the directory and renewal information are; throws `ACMEFailure`.
    func get(_ url: String) async throws(ACMEFailure) -> AuthorityAnswer {
        try await repeating(.reads) { () async throws(ACMEFailure) in
            try AuthorityAnswer(try await fetch("GET", url), now: now())
        }
    }

    /// Sends a signed request, with another nonce as often as the authority refuses one; throws `ACMEFailure`.
    func post(
        _ payload: JSONValue?, to url: String, from sender: FlattenedJWS.Sender, signer: some JWSSigner,
        newNonce: String, accept: String? = nil, repetition: Repetition
    ) async throws(ACMEFailure) -> AuthorityAnswer {
        try await repeating(repetition) { () async throws(ACMEFailure) in
            let deadline = now() + Self.nonceDeadline
            for attempt in 1... {
                let nonce = try await nonce(from: newNonce)
                do throws(ACMEFailure) {
                    let body = try Self.signed(payload, url, sender, nonce, signer)
                    let response = try await fetch("POST", url, body: body.compactBytes, accept: accept)
                    return try AuthorityAnswer(response, now: now())
                } catch .problem(let problem) where problem.isBadNonce {
                    guard attempt < Self.maximumNonces, now() < deadline else { throw .problem(problem) }
                    try await pause(milliseconds: Self.pauseAfterBadNonce(attempt))
                }
            }
            throw .cancelled
        }
    }

    private static func signed(
        _ payload: JSONValue?, _ url: String, _ sender: FlattenedJWS.Sender, _ nonce: String, _ signer: some JWSSigner
    ) throws(ACMEFailure) -> JSONValue {
        do {
            return try FlattenedJWS.make(payload, to: url, from: sender, nonce: nonce, signer: signer)
        } catch {
            throw .protocolViolation("\(error)")
        }
    }

    /// The first ten at once: a restarted authority refuses all the nonces that it gave out before.
    private static func pauseAfterBadNonce(_ attempt: Int) -> Int64 { min(Int64(max(attempt - 10, 0)) * 10, 250) }

    private func nonce(from address: String) async throws(ACMEFailure) -> String {
        if let nonce = nonces.take(now: now()) { return nonce }
        // What was asked for goes to who asked: from the pool another request could take it meanwhile.
        let response = try await repeating(.reads) { () async throws(ACMEFailure) in
            let response = try await fetch("HEAD", address, keepsNonce: false)
            _ = try AuthorityAnswer(response, now: now())
            return response
        }
        guard let nonce = NoncePool.wellFormed(response["Replay-Nonce"]) else {
            throw .protocolViolation("there is no nonce in the answer")
        }
        return nonce
    }

    /// Repeats after an error of the authority's own, twice at most.
    private func repeating<Value>(
        _ repetition: Repetition, _ body: () async throws(ACMEFailure) -> Value
    ) async throws(ACMEFailure) -> Value {
        var repetitions = 0
        while true {
            do throws(ACMEFailure) {
                return try await body()
            } catch .problem(let problem) where problem.status >= 500 && repetition == .reads {
                let wanted = problem.retryAfter ?? 250 << Int64(repetitions * 2)
                guard repetitions < Self.maximumRepetitions, wanted <= Self.longestPause else {
                    throw .problem(problem)
                }
                repetitions += 1
                try await pause(milliseconds: wanted)
            }
        }
    }

    private func pause(milliseconds: Int64) async throws(ACMEFailure) {
        guard milliseconds > 0 else { return }
        do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { throw .cancelled }
    }

    private func fetch(
        _ method: String, _ url: String, body: [UInt8]? = nil, accept: String? = nil, keepsNonce: Bool = true
    ) async throws(ACMEFailure) -> FetchResponse {
        guard AuthorityAddress.isAllowed(url, directory: directoryURL) else {
            throw .protocolViolation("\(DisplayableText.line(url) ?? "") is not an address with https")
        }
        var headers = [FetchField("User-Agent", userAgent), FetchField("Accept-Language", "en")]
        if body != nil { headers.append(FetchField("Content-Type", "application/jose+json")) }
        if let accept { headers.append(FetchField("Accept", accept)) }
        var request = FetchRequest(method, url, headers: headers, body: body)
        request.caFile = caFile
        request.caPEM = caPEM.map { Array($0.utf8) }
        request.maxBodyBytes = Self.maximumBodyBytes
        request.deadline = requestTimeout
        request.connectTimeout = min(requestTimeout, .seconds(10))
        do throws(FetchFailure) {
            let response = try await fetcher.fetch(request)
            if keepsNonce { nonces.put(response["Replay-Nonce"], now: now()) }
            return response
        } catch {
            throw error.code == .cancelled ? .cancelled : .transport("\(error)")
        }
    }
}
