package import ProxyModel

/// The checks before ordering, for what an intent wants from an issuer.
package struct IntentPreflight: IssuancePreflight {
    private let checks: Preflight
    private let configuration: any CertificateConfiguration
    private let identities: @Sendable (Issuer) async -> [String]
    private let account: @Sendable (CertificateIntent, Issuer) async -> String?
    private let ownAddresses: @Sendable () -> [[UInt8]]
    private let now: @Sendable () -> Int64
    private let checksEveryAuthority: Bool

    /// Makes the checks.
    ///
    /// `identities` tells what CAA records may call an authority (empty = unknown), `ownAddresses`
    /// ours (empty = unknown), `account` the URL of the account that orders (nil = there is none yet), `now` milliseconds
    /// since 1970. An authority that is none of the known public ones may see another DNS than this node does: what is
    /// found for one that is on the public Internet is a warning at most, and any other is left to judge for itself,
    /// unless `checksEveryAuthority` is true.
    package init(
        checks: Preflight, configuration: any CertificateConfiguration,
        account: @escaping @Sendable (CertificateIntent, Issuer) async -> String? = { _, _ in nil },
        identities: @escaping @Sendable (Issuer) async -> [String],
        ownAddresses: @escaping @Sendable () -> [[UInt8]], checksEveryAuthority: Bool = false,
        now: @escaping @Sendable () -> Int64
    ) {
        self.checks = checks
        self.configuration = configuration
        self.account = account
        self.identities = identities
        self.ownAddresses = ownAddresses
        self.checksEveryAuthority = checksEveryAuthority
        self.now = now
    }

    package func findings(_ intent: CertificateIntent, issuer: Issuer) async -> [PreflightFinding] {
        // Our own authority asks nobody.
        guard !issuer.isLocal else { return [] }
        let isCertain = checksEveryAuthority || Self.isPublic(issuer)
        if !isCertain, await !checks.isOutside(issuer.directoryURL) { return [] }
        let accountURL = await account(intent, issuer)
        let authorityDomains = await identities(issuer)
        var findings: [PreflightFinding] = []
        for (type, names) in Self.challenges(of: intent) {
            var request = PreflightRequest(names: names, challengeType: type.rawValue)
            request.authorityDomains = authorityDomains
            request.accountURL = accountURL
            request.isAuthorityPublic = Self.isPublic(issuer) || !isCertain
            request.ownAddresses = ownAddresses()
            if type == .http01 {
                findings += await findingsWithProbe(request)
            } else {
                findings += await checks.findings(request)
            }
        }
        return isCertain
            ? findings : findings.map { PreflightFinding($0.check, $0.name, .warning, $0.words) }
    }

    /// The names by the challenge that they are most likely shown by.
    static func challenges(of intent: CertificateIntent) -> [(type: ChallengeType, names: [String])] {
        if let type = ChallengeType(rawValue: intent.challenge.rawValue) { return [(type, intent.domains)] }
        let wildcards = intent.domains.filter { $0.hasPrefix("*.") }
        let others = intent.domains.filter { !$0.hasPrefix("*.") }
        return [(.http01, others), (.dns01, wildcards)].filter { !$0.1.isEmpty }
    }

    /// Whether an issuer is one of those that issue for names of the public Internet only.
    static func isPublic(_ issuer: Issuer) -> Bool {
        IssuerPreset.allCases.contains { preset in
            preset != .local && (preset.directoryURL == issuer.directoryURL || preset.stagingURL == issuer.directoryURL)
        }
    }

    /// Has every node answer a challenge that no authority has set, while the checks ask for it.
    private func findingsWithProbe(_ request: PreflightRequest) async -> [PreflightFinding] {
        var generator = SystemRandomNumberGenerator()
        let token = "probe-" + Base64URL.encode((0..<18).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let record = ACMEChallengeRecord(
            type: .http01, identifier: request.names[0], token: token, keyAuthorization: token + ".own",
            createdAt: now())
        var request = request
        do throws(Problem) {
            try await configuration.edit { _ throws(Problem) in [.put(.acmeChallenge(record))] }
            request.probe = PreflightRequest.Probe(token: token, keyAuthorization: record.keyAuthorization)
        } catch {
            // What cannot be stored is not asked for; ordering itself will tell that the store is away.
        }
        let findings = await checks.findings(request)
        if request.probe != nil {
            // Left behind it does no harm: nobody knows the token.
            try? await configuration.edit { snapshot throws(Problem) in
                snapshot.acmeChallenges[record.id] == nil ? [] : [.delete(RecordKey(.acmeChallenges, record.id))]
            }
        }
        return findings
    }
}
