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

    /// What a document is read as: nothing that is noted of an address says anything of it as another kind.
    package enum Kind: String, Sendable {
        case clientMetadata = "client-metadata"
        case keySet = "key-set"
    }

    private struct Source: Hashable {
        let kind: Kind
        let url: String
    }

    private let environment: OAuthEnvironment
    private let caFile: String?
    private let intermediary: FetchRequest.Intermediary
    private var known: [Source: PublicDocument] = [:]
    private var fetching: [Source: Task<Result<JSONValue, Failure>, Never>] = [:]
    private var hosts: [String: FetchBudget] = [:]
    /// Addresses whose documents cannot be used as what they were asked for.
    private var unusable: [Source: FetchBudget] = [:]
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

    /// The document of a kind at an address, of at most so many bytes.
    ///
    /// Many who ask at the same time cause one fetch. Throws `Failure` when there is neither a usable document nor a copy
    /// that was good within the last 7 days.
    package func document(
        _ kind: Kind, at url: String, maximumBytes: Int, check: @escaping Check
    ) async throws(Failure) -> JSONValue {
        let source = Source(kind: kind, url: url)
        if let document = known[source], document.freshUntil > environment.now(), check(document.value) == nil {
            return document.value
        }
        return try await current(source, maximumBytes: maximumBytes, check: check)
    }

    /// Fetches the document again, unless that was done within the last minute.
    package func refreshed(
        _ kind: Kind, at url: String, maximumBytes: Int, check: @escaping Check
    ) async throws(Failure) -> JSONValue {
        let source = Source(kind: kind, url: url)
        if let document = known[source], environment.now() - document.fetchedAt < 60_000,
            check(document.value) == nil
        {
            return document.value
        }
        known[source]?.freshUntil = 0
        return try await current(source, maximumBytes: maximumBytes, check: check, readsStore: false)
    }

    private func current(
        _ source: Source, maximumBytes: Int, check: @escaping Check, readsStore: Bool = true
    ) async throws(Failure) -> JSONValue {
        if let task = fetching[source] {
            let value = try await task.value.get()
            // Who asked first may have demanded less.
            if let reason = check(value) { throw Failure(reason: reason, retryAfter: 10, isTemporary: false) }
            return value
        }
        guard fetching.count < fetchingLimit else {
            let busy = Failure(reason: "too many documents are being fetched", retryAfter: 5, isTemporary: true)
            return try lastGoodCopy(source, check, busy).get()
        }
        let task = Task { await load(source, maximumBytes: maximumBytes, check: check, readsStore: readsStore) }
        fetching[source] = task
        let result = await task.value
        fetching[source] = nil
        return try result.get()
    }

    private func load(
        _ source: Source, maximumBytes: Int, check: Check, readsStore: Bool
    ) async -> Result<JSONValue, Failure> {
        let now = environment.now()
        let key = VolatileKey(.document, SecretDigest.hexadecimal("\(source.kind.rawValue) \(source.url)"))
        if readsStore, let bytes = try? await environment.store.value(key), let stored = PublicDocument(bytes),
            check(stored.value) == nil, stored.fetchedAt > known[source]?.fetchedAt ?? .min
        {
            remember(stored, source)
        }
        if let document = known[source], document.freshUntil > now, check(document.value) == nil {
            return .success(document.value)
        }
        let host = String(source.url.dropFirst("https://".count).prefix { $0 != "/" && $0 != "?" })
        var budget = hosts[host] ?? FetchBudget()
        if let failure = budget.refusal(at: now) ?? unusable[source]?.refusal(at: now) ?? all.refusal(at: now) {
            return lastGoodCopy(source, check, failure)
        }
        if hosts.count >= Self.rememberedLimit { hosts = hosts.filter { $0.value.isRemembered(at: now) } }
        if unusable.count >= Self.rememberedLimit { unusable = unusable.filter { $0.value.isRemembered(at: now) } }
        budget.begin(at: now)
        all.begin(at: now)
        hosts[host] = budget
        let result = await fetch(source.url, maximumBytes: maximumBytes, check: check)
        switch result {
        case .success(let document):
            // Strangers name addresses as they like: only what is asked for again is kept for long.
            let stay = known[source] == nil ? Self.firstStay : Self.lastGood
            hosts[host]?.succeed()
            unusable[source] = nil
            remember(document, source)
            _ = try? await environment.store.put(key, document.bytes, lifetime: stay, if: .always)
            return .success(document.value)
        case .failure(let failure):
            // Strangers name addresses that are not there: that says nothing of the other documents of the host.
            if failure.isTemporary {
                hosts[host]?.fail(failure, at: environment.now())
            } else {
                unusable[source, default: FetchBudget()].fail(failure, at: environment.now())
            }
            return lastGoodCopy(source, check, failure)
        }
    }

    private func lastGoodCopy(_ source: Source, _ check: Check, _ failure: Failure) -> Result<JSONValue, Failure> {
        guard let document = known[source], environment.now() - document.fetchedAt < Self.lastGood,
            check(document.value) == nil
        else { return .failure(failure) }
        environment.logger.warning(
            "A client's document could not be fetched; the last good copy is used",
            metadata: ["url": "\(source.url)", "reason": "\(failure.reason)"])
        return .success(document.value)
    }

    private func remember(_ document: PublicDocument, _ source: Source) {
        if known.count >= Self.rememberedLimit, known[source] == nil,
            let oldest = known.min(by: {
                $0.value.fetchedAt < $1.value.fetchedAt
            })
        {
            known[oldest.key] = nil
        }
        known[source] = document
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
