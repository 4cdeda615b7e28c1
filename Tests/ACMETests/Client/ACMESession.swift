import ACME
import Egress
import Glibc
import ProxyModel
import TestSupport

/// A client with an account at an authority, which does all of an issuance.
struct ACMESession {
    /// An authorization or an order did not become valid.
    struct Refused: Error {
        let problem: ACMEProblem?
    }

    /// How the answer to a challenge comes about.
    typealias Solver = (ACMEIdentifier, ACMEChallenge, AccountKey) async throws -> Void

    let client: ACMEClient
    let account: AccountReference
    private let challenges: ChallengeTestServer

    init(_ pebble: PebbleServer, externalAccount: ExternalAccount? = nil) async throws {
        try await self.init(Self.client(pebble), pebble.challenges, externalAccount: externalAccount)
    }

    init(
        _ client: ACMEClient, _ challenges: ChallengeTestServer, externalAccount: ExternalAccount? = nil
    ) async throws {
        self.client = client
        self.challenges = challenges
        account = try await client.account(
            key: AccountKey(), contacts: ["mailto:admin@example.test"], externalAccount: externalAccount)
    }

    static func client(_ pebble: PebbleServer) -> ACMEClient {
        ACMEClient(
            directoryURL: pebble.directoryURL, fetcher: pebble.fetcher, caFile: pebble.caFile,
            userAgent: "proxyd-tests", now: { now() })
    }

    static func now() -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Issues a certificate, challenges answered by the test server unless `solver` answers them.
    func issue(
        _ names: [String], by challenge: String = "http-01", key: CertificateKey? = nil, preferredRoot: String? = nil,
        solver: Solver? = nil
    ) async throws -> IssuedChain {
        let key = try key ?? CertificateKey(generating: .p256)
        let identifiers = names.compactMap(ACMEIdentifier.init(name:))
        var order = try await client.newOrder(identifiers, as: account)
        for url in order.authorizations {
            try await authorize(url, by: challenge, solver ?? presenting)
        }
        order = try await self.order(order.url) { $0 != .pending }
        let csr = try CertificateSigningRequest.der(identifiers, key: key)
        _ = try await client.finalize(order, csr: csr, as: account)
        order = try await self.order(order.url) { $0 == .valid || $0 == .invalid }
        guard let certificate = order.certificate else { throw Refused(problem: order.error) }
        let pem = try await client.certificateChain(at: certificate, preferredRoot: preferredRoot, as: account)
        return try IssuedChain(pem: pem, identifiers: identifiers, key: key, now: Self.now())
    }

    /// Answers one of the challenges of an authorization and waits for what becomes of it.
    func authorize(_ url: String, by type: String, _ solver: Solver) async throws {
        var authorization = try await client.authorization(at: url, as: account)
        if authorization.status == .pending {
            guard let challenge = authorization.challenges.first(where: { $0.type == type }) else {
                throw Refused(problem: nil)
            }
            try await solver(authorization.identifier, challenge, account.key)
            _ = try await client.respond(to: challenge.url, as: account)
        }
        var polling = PollingBackOff(deadline: Self.now() + 60_000)
        while authorization.status == .pending {
            try await wait(&polling, authorization.retryAfter)
            authorization = try await client.authorization(at: url, as: account)
        }
        guard authorization.status == .valid else { throw Refused(problem: authorization.error) }
    }

    private func order(_ url: String, until isDone: (ACMEOrder.Status) -> Bool) async throws -> ACMEOrder {
        var polling = PollingBackOff(deadline: Self.now() + 60_000)
        while true {
            let order = try await client.order(at: url, as: account)
            if isDone(order.status) { return order }
            try await wait(&polling, order.retryAfter)
        }
    }

    private func wait(_ polling: inout PollingBackOff, _ retryAfter: Int64?) async throws {
        guard let pause = polling.pause(retryAfter: retryAfter, now: Self.now()) else { throw Refused(problem: nil) }
        try await Task.sleep(for: .milliseconds(pause))
    }

    private func presenting(
        _ identifier: ACMEIdentifier, _ challenge: ACMEChallenge, _ key: AccountKey
    ) async throws {
        guard let token = challenge.token else { throw Refused(problem: nil) }
        let authorization = key.keyAuthorization(token: token)
        switch challenge.type {
        case "http-01": try await challenges.addHTTP(token: token, keyAuthorization: authorization)
        case "tls-alpn-01":
            let host = ChallengeServerName.name(of: identifier.value)
            try await challenges.addTLSALPN(host: host, keyAuthorization: authorization)
        default:
            try await challenges.setText(
                name: "_acme-challenge.\(identifier.value).", value: key.dnsDigest(token: token))
        }
    }
}
