internal import Crypto
package import Egress
package import ProxyModel

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

    package func present(_ challenge: PendingChallenge) async throws(SolverFailure) {
        do throws(DNSProviderFailure) {
            guard let answer = Self.answer(to: challenge) else {
                throw DNSProviderFailure(.misconfigured, "\(challenge.type.rawValue) is not answered by the DNS")
            }
            let location = try await locator.locate(answer.name)
            // A persistent record is published once, maybe by hand.
            if challenge.type == .dnsPersist01, try await isThere(answer.value, location.name) { return }
            guard challenge.provider != nil || challenge.type != .dnsPersist01 else {
                throw DNSProviderFailure(
                    .misconfigured, "publish the TXT record \(location.name) with the value \"\(answer.value)\"")
            }
            let settings = try settings(challenge)
            let record = TXTRecord(
                name: location.name, zone: location.zone, value: answer.value, ttl: settings.ttl)
            try await factory.provider(settings).add(record)
            guard settings.propagationTimeout > 0 else { return }
            try await propagation.wait(for: record, timeout: .seconds(settings.propagationTimeout))
        } catch {
            throw SolverFailure("\(challenge.identifier): \(error)", retryAfter: error.retryAfter)
        }
    }

    package func withdraw(_ challenge: PendingChallenge) async {
        // The other kind is meant to stay: the next renewal is answered by it.
        guard challenge.type == .dns01, let answer = Self.answer(to: challenge) else { return }
        do throws(DNSProviderFailure) {
            let settings = try settings(challenge)
            let location = try await locator.locate(answer.name)
            try await factory.provider(settings).remove(
                TXTRecord(name: location.name, zone: location.zone, value: answer.value, ttl: settings.ttl))
        } catch {
            leftOver(challenge, error)
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
            throw DNSProviderFailure(error)
        }
    }
}
