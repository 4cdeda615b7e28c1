/// The whole configuration at one revision.
///
/// It is patched in place by change sets: nothing is rebuilt for one change. A copy that somebody holds stays as it was.
package struct ConfigurationSnapshot: Sendable {
    /// The number of the last commit; 0 = nothing was ever written.
    package private(set) var revision: Revision = 0
    /// By host pattern.
    package private(set) var proxies: [String: Stored<ProxyTarget>] = [:]
    /// By identifier.
    package private(set) var routes: [String: Stored<Route>] = [:]
    /// By name.
    package private(set) var services: [String: Stored<ExternalService>] = [:]
    /// By name.
    package private(set) var tokens: [String: Stored<APIToken>] = [:]
    /// By name; chains and keys are fetched when they are needed.
    package private(set) var certificates: [String: Stored<CertificateRecord>] = [:]
    /// By name.
    package private(set) var sealed: [String: Stored<SealedRecord>] = [:]
    /// By account name.
    package private(set) var users: [String: Stored<LocalUser>] = [:]
    /// By client identifier; clients that keep their data in it are not here.
    package private(set) var clients: [String: Stored<ClientRecord>] = [:]
    /// By the public part of the key.
    package private(set) var apiKeys: [String: Stored<APIKey>] = [:]
    /// By name; those of the settings are not here.
    package private(set) var identityProviders: [String: Stored<IdentityProvider>] = [:]
    /// By key identifier.
    package private(set) var signingKeys: [String: Stored<SigningKey>] = [:]
    /// By the name of the certificate.
    package private(set) var certificateIntents: [String: Stored<CertificateIntent>] = [:]
    /// By name; the presets are not here.
    package private(set) var certificateIssuers: [String: Stored<CertificateIssuer>] = [:]
    /// By `ACMEChallengeRecord.id`; only while an authority looks.
    package private(set) var acmeChallenges: [String: Stored<ACMEChallengeRecord>] = [:]
    /// By name.
    package private(set) var dnsProviders: [String: Stored<DNSProviderRecord>] = [:]
    /// By name.
    package private(set) var dockerServices: [String: Stored<ContainerService>] = [:]
    /// By the name of the service.
    package private(set) var serviceEndpoints: [String: Stored<ServiceEndpoints>] = [:]
    /// By name.
    package private(set) var portTokens: [String: Stored<PortToken>] = [:]
    private var certificateDomains = CertificateDomainIndex()

    /// An empty configuration at revision 0.
    package init() {}

    /// An empty configuration at a revision, to be filled with `insert`.
    package init(revision: Revision) { self.revision = revision }

    /// Makes room for so many proxies at once, so that loading does not rehash again and again.
    package mutating func reserve(proxies count: Int) { proxies.reserveCapacity(count) }

    /// Adds a loaded record with the revision that last changed it; the snapshot's own revision stays.
    package mutating func insert(_ record: ConfigurationRecord, revision: Revision) {
        switch record {
        case .proxy(let value): proxies[value.hostname.description] = Stored(value, revision: revision)
        case .route(let value): routes[value.id] = Stored(value, revision: revision)
        case .service(let value): services[value.name] = Stored(value, revision: revision)
        case .token(let value): tokens[value.name] = Stored(value, revision: revision)
        case .certificate(let value):
            change(value.name) { $0.certificates[value.name] = Stored(value, revision: revision) }
        case .sealed(let value): sealed[value.name] = Stored(value, revision: revision)
        case .user(let value): users[value.name] = Stored(value, revision: revision)
        case .client(let value): clients[value.id] = Stored(value, revision: revision)
        case .apiKey(let value): apiKeys[value.id] = Stored(value, revision: revision)
        case .identityProvider(let value): identityProviders[value.name] = Stored(value, revision: revision)
        case .signingKey(let value): signingKeys[value.kid] = Stored(value, revision: revision)
        case .certificateIntent(let value):
            change(value.name) { $0.certificateIntents[value.name] = Stored(value, revision: revision) }
        case .certificateIssuer(let value): certificateIssuers[value.name] = Stored(value, revision: revision)
        case .acmeChallenge(let value): acmeChallenges[value.id] = Stored(value, revision: revision)
        case .dnsProvider(let value): dnsProviders[value.name] = Stored(value, revision: revision)
        case .dockerService(let value): dockerServices[value.name] = Stored(value, revision: revision)
        case .serviceEndpoints(let value): serviceEndpoints[value.service] = Stored(value, revision: revision)
        case .portToken(let value): portTokens[value.name] = Stored(value, revision: revision)
        }
    }

    /// Patches the configuration with the next change set.
    ///
    /// The caller guarantees `set.revision == revision + 1`; a gap needs a full load.
    package mutating func apply(_ set: ChangeSet) {
        for change in set.changes {
            switch change {
            case .put(let record, _): insert(record, revision: set.revision)
            case .delete(let key): remove(key)
            }
        }
        revision = set.revision
    }

    private mutating func remove(_ key: RecordKey) {
        switch key.kind {
        case .proxies: proxies[key.id] = nil
        case .routes: routes[key.id] = nil
        case .services: services[key.id] = nil
        case .tokens: tokens[key.id] = nil
        case .certificates: change(key.id) { $0.certificates[key.id] = nil }
        case .sealed: sealed[key.id] = nil
        case .users: users[key.id] = nil
        case .clients: clients[key.id] = nil
        case .apiKeys: apiKeys[key.id] = nil
        case .identityProviders: identityProviders[key.id] = nil
        case .signingKeys: signingKeys[key.id] = nil
        case .certificateIntents: change(key.id) { $0.certificateIntents[key.id] = nil }
        case .certificateIssuers: certificateIssuers[key.id] = nil
        case .acmeChallenges: acmeChallenges[key.id] = nil
        case .dnsProviders: dnsProviders[key.id] = nil
        case .dockerServices: dockerServices[key.id] = nil
        case .serviceEndpoints: serviceEndpoints[key.id] = nil
        case .portTokens: portTokens[key.id] = nil
        }
    }

    // MARK: - Certificates by name

    /// The certificates, wanted or there, for a name in its canonical form, in no order; a wildcard is a name like others.
    ///
    /// It costs the same however many certificates there are.
    package func certificateNames(for domain: String) -> [String] { certificateDomains.certificates(for: domain) }

    /// The certificates, wanted or there, that clients of a host accept by name, in no order.
    package func certificateNames(covering host: HostPattern) -> [String] {
        switch host {
        case .any: return []
        case .wildcard: return certificateNames(for: host.description)
        case .exact(let name):
            let exact = certificateNames(for: name.text)
            guard let dot = name.text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return exact }
            let wild = certificateNames(for: "*" + name.text[dot...])
            return wild.isEmpty ? exact : exact + wild.filter { !exact.contains($0) }
        }
    }

    private mutating func change(_ certificate: String, _ change: (inout ConfigurationSnapshot) -> Void) {
        let old = namesOfCertificate(certificate)
        change(&self)
        certificateDomains.move(certificate, from: old, to: namesOfCertificate(certificate))
    }

    private func namesOfCertificate(_ name: String) -> [String] {
        let there = certificates[name]?.value.domains
        guard let wanted = certificateIntents[name]?.value.domains else { return there ?? [] }
        guard let there, there != wanted else { return wanted }
        return wanted + there.filter { !wanted.contains($0) }
    }
}
