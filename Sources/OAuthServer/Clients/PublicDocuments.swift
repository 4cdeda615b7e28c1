package import Egress
internal import Logging
package import ProxyModel

/// JSON documents at addresses that strangers name: client metadata and key sets.
///
/// A fetch goes to public addresses only, follows no redirect, takes 200 with a JSON type and little time. Only documents
/// that pass the caller's check are kept: in memory and in the store, fresh for as long as their server says within
/// 5 minutes and 24 hours, and good for another 7 days while that server fails.
package actor PublicDocuments {
    /// Why there is no document; the text is for developers.
    package struct Failure: Error, Sendable, Equatable {
        /// Why there is no document, in words for people.
        package let reason: String
        /// Seconds after which another try makes sense.
        package let retryAfter: Int
        /// Whether it says nothing of the document, and another try may bring it: its server or this one cannot do it now.
        package let isTemporary: Bool
    }

    /// What a caller demands of a document: why it cannot be used, or nil.
    package typealias Check = @Sendable (JSONValue) -> String?

    private let environment: OAuthEnvironment
    private let caFile: String?
    private let intermediary: FetchRequest.Intermediary
    private var known: [String: PublicDocument] = [:]
    private var fetching: [String: Task<Result<JSONValue, Failure>, Never>] = [:]
    private var hosts: [String: FetchBudget] = [:]
    /// Addresses whose documents cannot be used.
    private var unusable: [String: FetchBudget] = [:]
    private var all: FetchBudget
    private let fetchingLimit: Int

    private static let lastGood: Int64 = 7 * 86_400_000
    private static let firstStay: Int64 = 3_600_000
    private static let rememberedLimit = 2_000

    /// Makes the cache; `caFile` is a PEM file of the authorities to trust, nil = the system's.
    ///
    /// At most `fetchingLimit` documents are fetched at once, and `perMinute` in a minute.
    package init(
        _ environment: OAuthEnvironment, caFile: String? = nil,
        intermediary: FetchRequest.Intermediary = .environment, fetchingLimit: Int = 32, perMinute: Int = 600
    ) {
        self.fetchingLimit = fetchingLimit
        all = FetchBudget(limit: perMinute)
        self.environment = environment
        self.caFile = caFile
        self.intermediary = intermediary
    }

    /// The document at an address, of at most so many bytes.
    ///
    /// Many who ask at the same time cause one fetch. Throws `Failure` when there is neither a usable document nor a copy
    /// that was good within the last 7 days.
    package func document(
        _ url: String, maximumBytes: Int, check: @escaping Check
    ) async throws(Failure) -> JSONValue {
        if let document = known[url], document.freshUntil > environment.now(), check(document.value) == nil {
            return document.value
        }
        return try await current(url, maximumBytes: maximumBytes, check: check)
    }

    /// Fetches the document again, unless that was done within the last minute.
    package func refreshed(
        _ url: String, maximumBytes: Int, check: @escaping Check
    ) async throws(Failure) -> JSONValue {
        if let document = known[url], environment.now() - document.fetchedAt < 60_000 { return document.value }
        known[url]?.freshUntil = 0
        return try await current(url, maximumBytes: maximumBytes, check: check, readsStore: false)
    }

    private func current(
        _ url: String, maximumBytes: Int, check: @escaping Check, readsStore: Bool = true
    ) async throws(Failure) -> JSONValue {
        if let task = fetching[url] { return try await task.value.get() }
        guard fetching.count < fetchingLimit else {
            let busy = Failure(reason: "too many documents are being fetched", retryAfter: 5, isTemporary: true)
            return try lastGoodCopy(url, check, busy).get()
        }
        let task = Task { await load(url, maximumBytes: maximumBytes, check: check, readsStore: readsStore) }
        fetching[url] = task
        let result = await task.value
        fetching[url] = nil
        return try result.get()
    }

    private func load(
        _ url: String, maximumBytes: Int, check: Check, readsStore: Bool
    ) async -> Result<JSONValue, Failure> {
        let now = environment.now()
        let key = VolatileKey(.document, SecretDigest.hexadecimal(url))
        if readsStore, let bytes = try? await environment.store.value(key), let stored = PublicDocument(bytes),
            check(stored.value) == nil, stored.fetchedAt > known[url]?.fetchedAt ?? .min
        {
            remember(stored, url)
        }
        if let document = known[url], document.freshUntil > now, check(document.value) == nil {
            return .success(document.value)
        }
        let host = String(url.dropFirst("https://".count).prefix { $0 != "/" && $0 != "?" })
        var budget = hosts[host] ?? FetchBudget()
        if let failure = budget.refusal(at: now) ?? unusable[url]?.refusal(at: now) ?? all.refusal(at: now) {
            return lastGoodCopy(url, check, failure)
        }
        if hosts.count >= Self.rememberedLimit { hosts = hosts.filter { $0.value.isRemembered(at: now) } }
        if unusable.count >= Self.rememberedLimit { unusable = unusable.filter { $0.value.isRemembered(at: now) } }
        budget.begin(at: now)
        all.begin(at: now)
        hosts[host] = budget
        let result = await fetch(url, maximumBytes: maximumBytes, check: check)
        switch result {
        case .success(let document):
            // Strangers name addresses as they like: only what is asked for again is kept for long.
            let stay = known[url] == nil ? Self.firstStay : Self.lastGood
            hosts[host]?.succeed()
            unusable[url] = nil
            remember(document, url)
            _ = try? await environment.store.put(key, document.bytes, lifetime: stay, if: .always)
            return .success(document.value)
        case .failure(let failure):
            // Strangers name addresses that are not there: that says nothing of the other documents of the host.
            if failure.isTemporary {
                hosts[host]?.fail(failure, at: environment.now())
            } else {
                unusable[url, default: FetchBudget()].fail(failure, at: environment.now())
            }
            return lastGoodCopy(url, check, failure)
        }
    }

    private func lastGoodCopy(_ url: String, _ check: Check, _ failure: Failure) -> Result<JSONValue, Failure> {
        guard let document = known[url], environment.now() - document.fetchedAt < Self.lastGood,
            check(document.value) == nil
        else { return .failure(failure) }
        environment.logger.warning(
            "A client's document could not be fetched; the last good copy is used",
            metadata: ["url": "\(url)", "reason": "\(failure.reason)"])
        return .success(document.value)
    }

    private func remember(_ document: PublicDocument, _ url: String) {
        if known.count >= Self.rememberedLimit, known[url] == nil,
            let oldest = known.min(by: {
                $0.value.fetchedAt < $1.value.fetchedAt
            })
        {
            known[oldest.key] = nil
        }
        known[url] = document
    }

    private func fetch(
        _ url: String, maximumBytes: Int, check: Check
    ) async -> Result<PublicDocument, Failure> {
        var request = FetchRequest(
            "GET", url,
            headers: [FetchField("Accept", "application/json"), FetchField("User-Agent", "proxyd")])
        request.policy = environment.publicEgress
        request.intermediary = intermediary
        request.caFile = caFile
        request.maxBodyBytes = maximumBytes
        request.connectTimeout = .seconds(3)
        request.deadline = .seconds(5)
        let response: FetchResponse
        do throws(FetchFailure) {
            response = try await environment.fetcher.fetch(request)
        } catch {
            // The detail may hold addresses of the inside.
            let isTemporary =
                switch error.code {
                case .unresolved, .unreachable, .timedOut, .tlsFailed, .protocolError, .cancelled: true
                case .invalidRequest, .forbiddenAddress, .tooLarge, .tooManyRedirects: false
                }
            return .failure(
                Failure(
                    reason: "the document cannot be fetched: \(error.code.rawValue)", retryAfter: 10,
                    isTemporary: isTemporary))
        }
        return PublicDocument.read(response, at: environment.now(), check: check)
    }
}
