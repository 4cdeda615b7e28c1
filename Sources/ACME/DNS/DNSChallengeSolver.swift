internal import Crypto
package import Egress
package import ProxyModel
internal import Synchronization

/// Answers dns challenges by TXT records: dns-01 (RFC 8555 §8.4) and dns-persist-01 (draft-ietf-acme-dns-persist).
package struct DNSChallengeSolver: ChallengeSolver {
    private let client: DNSClient
    private let locator: ChallengeLocator
    private let propagation: PropagationCheck
    private let factory: DNSProviderFactory
    private let record: @Sendable (String) -> DNSProviderRecord?
    private let leftOver: @Sendable (PendingChallenge, DNSProviderFailure) -> Void

    /// Makes a solver; `record` finds a provider by its name, `leftOver` is told of what could not be taken away.
    package init(
        client: DNSClient, propagation: PropagationCheck, factory: DNSProviderFactory,
        record: @escaping @Sendable (String) -> DNSProviderRecord?,
        leftOver: @escaping @Sendable (PendingChallenge, DNSProviderFailure) -> Void
    ) {
        self.client = client
        locator = ChallengeLocator(client: client)
        self.propagation = propagation
        self.factory = factory
        self.record = record
        self.leftOver = leftOver
    }

    package func present(_ challenges: [PendingChallenge]) async throws(SolverFailure) {
        let answers = try await FewAtATime.map(challenges, width: Self.width) { challenge throws(SolverFailure) in
            try await told(challenge) { () throws(DNSProviderFailure) in try await missing(challenge) }
        }.compactMap { $0 }
        _ = try await FewAtATime.map(Self.byName(answers), width: Self.width) { answers throws(SolverFailure) in
            for answer in answers {
                try await told(answer.challenge) { () throws(DNSProviderFailure) in
                    try await factory.provider(answer.settings).add(answer.record)
                }
            }
        }
        // All are looked for at once: it takes as long as the slowest one.
        let watched = answers.filter { $0.settings.propagationTimeout > 0 }
        let servers = try await servers(of: watched)
        _ = try await FewAtATime.map(watched, width: watched.count) { answer throws(SolverFailure) in
            try await told(answer.challenge) { () throws(DNSProviderFailure) in
                try await propagation.wait(
                    for: answer.record, at: servers[answer.record.zone] ?? [],
                    timeout: .seconds(answer.settings.propagationTimeout))
            }
        }
    }

    package func withdraw(_ challenges: [PendingChallenge]) async {
        // The other kind is meant to stay: the next renewal is answered by it.
        let withdrawn = challenges.filter { $0.type == .dns01 }
        let answers = await FewAtATime.map(withdrawn, width: Self.width) { challenge -> Answer? in
            do throws(DNSProviderFailure) { return try await placed(challenge) } catch {
                leftOver(challenge, error)
                return nil
            }
        }.compactMap { $0 }
        let dead = Mutex<[String: DNSProviderFailure]>([:])
        _ = await FewAtATime.map(Self.byName(answers), width: Self.width) { answers in
            for answer in answers {
                let provider = answer.settings.name
                do throws(DNSProviderFailure) {
                    // One that does not answer is not waited for again.
                    if let failure = dead.withLock({ $0[provider] }) { throw failure }
                    try await factory.provider(answer.settings).remove(answer.record)
                } catch {
                    if error.isOfProvider { dead.withLock { $0[provider] = error } }
                    leftOver(answer.challenge, error)
                }
            }
        }
    }

    /// Names that are worked on at a time.
    private static let width = 8

    /// Where the record of a challenge goes, and by whom.
    private struct Answer: Sendable {
        let challenge: PendingChallenge
        let settings: DNSProviderRecord
        let record: TXTRecord
    }

    /// What is to be published for a challenge; nil when it is there for good.
    private func missing(_ challenge: PendingChallenge) async throws(DNSProviderFailure) -> Answer? {
        // A persistent record is published once, maybe by hand.
        if challenge.type == .dnsPersist01, let answer = Self.answer(to: challenge) {
            let name = try await locator.locate(answer.name).name
            if try await isThere(answer.value, name) { return nil }
            guard challenge.provider != nil else {
                throw DNSProviderFailure(
                    .misconfigured, "publish the TXT record \(name) with the value \"\(answer.value)\"")
            }
        }
        return try await placed(challenge)
    }

    private func placed(_ challenge: PendingChallenge) async throws(DNSProviderFailure) -> Answer {
        guard let answer = Self.answer(to: challenge) else {
            throw DNSProviderFailure(.misconfigured, "\(challenge.type.rawValue) is not answered by the DNS")
        }
        let settings = try settings(challenge)
        let location = try await locator.locate(answer.name)
        return Answer(
            challenge: challenge, settings: settings,
            record: TXTRecord(name: location.name, zone: location.zone, value: answer.value, ttl: settings.ttl))
    }

    /// The servers of each zone, looked up once.
    private func servers(of answers: [Answer]) async throws(SolverFailure) -> [String: [PropagationCheck.Server]] {
        let zones = Dictionary(answers.map { ($0.record.zone, $0) }, uniquingKeysWith: { first, _ in first })
        let found = try await FewAtATime.map(Array(zones.values), width: Self.width) { answer throws(SolverFailure) in
            try await told(answer.challenge) { () throws(DNSProviderFailure) in
                (answer.record.zone, try await propagation.servers(of: answer.record.zone))
            }
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    /// Answers in groups of one name, whose records providers that replace all of a name would take from each other.
    private static func byName(_ answers: [Answer]) -> [[Answer]] {
        Dictionary(grouping: answers, by: \.record.name).sorted { $0.key < $1.key }.map(\.value)
    }

    private func told<Value: Sendable>(
        _ challenge: PendingChallenge, _ body: () async throws(DNSProviderFailure) -> Value
    ) async throws(SolverFailure) -> Value {
        do throws(DNSProviderFailure) { return try await body() } catch {
            throw SolverFailure(challenge.identifier, "\(error)", retryAfter: error.retryAfter)
        }
    }

    /// The record that answers a challenge; nil when its type is not answered by one.
    package static func answer(to challenge: PendingChallenge) -> (name: String, value: String)? {
        switch challenge.type {
        case .dns01:
            let digest = SHA256.hash(data: Array(challenge.keyAuthorization.utf8))
            return ("_acme-challenge." + challenge.identifier, Base64URL.encode(Array(digest)))
        case .dnsPersist01:
            guard let issuer = challenge.issuerDomainNames.first, let account = challenge.accountURI else { return nil }
            let policy = challenge.isWildcard ? "; policy=wildcard" : ""
            return ("_validation-persist." + challenge.identifier, "\(issuer); accounturi=\(account)\(policy)")
        case .http01, .tlsALPN01: return nil
        }
    }

    private func settings(_ challenge: PendingChallenge) throws(DNSProviderFailure) -> DNSProviderRecord {
        guard let name = challenge.provider else {
            throw DNSProviderFailure(.misconfigured, "the certificate names no DNS provider")
        }
        guard let record = record(name) else {
            throw DNSProviderFailure(.misconfigured, "there is no DNS provider '\(name)'")
        }
        return record
    }

    private func isThere(_ value: String, _ name: String) async throws(DNSProviderFailure) -> Bool {
        do throws(DNSFailure) {
            return try await client.query(name, .txt).records.contains { $0.content == .txt(Array(value.utf8)) }
        } catch {
            throw DNSProviderFailure(lookUp: error)
        }
    }
}
