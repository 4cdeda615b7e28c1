internal import ProxyModel
package import Reactor

/// Everything of one worker that has to do with TLS: library, contexts, certificates, handshakes that wait.
package final class WorkerTLS {
    /// What everything of this worker lives in that OpenSSL does for it.
    let library: TLSLibrary
    private let context: TLSServerContext
    private let resolver: CertificateResolver
    private let shared: SharedCertificateCache
    private let deliver: CertificateResolver.Deliver
    private(set) var waiting: [ServerNameIndication: [ClientConnection]] = [:]
    private var defaultName: String?
    /// When to try again to load the default; nil while nothing is amiss.
    private var defaultRetry: ContinuousClock.Instant?
    /// The worker takes itself out; a weak reference would make its every retain and release take the slow way.
    unowned(unsafe) var worker: Worker?

    /// Makes the TLS side of a worker, on its thread; throws `TLSFailure`.
    ///
    /// `deliver` brings the outcome of a load to `receive`, by the queue that also tells the worker of changes;
    /// `whenUnusable` hears of a certificate that was loaded but cannot serve.
    package init(
        policy: TLSServerPolicy, ticketKeys: TicketKeys, shared: SharedCertificateCache,
        unknownName: UnknownServerName, deliver: @escaping CertificateResolver.Deliver,
        whenUnusable: @escaping (String, TLSCertificateError) -> Void
    ) throws(TLSFailure) {
        self.library = try TLSLibrary()
        self.shared = shared
        self.deliver = deliver
        self.resolver = CertificateResolver(
            library: self.library, shared: shared, unknownName: unknownName, deliver: deliver)
        self.context = try TLSServerContext(
            library: self.library, policy: policy, ticketKeys: ticketKeys, selector: self.resolver)
        self.resolver.whenUnusable = whenUnusable
        self.resolver.whenReady = { [unowned self] name, certificate in
            if name == self.defaultName { self.installDefault(certificate) }
        }
        self.resolver.put(LocalCertificateName.record(LocalCertificateName.localhost))
    }

    func makeServerSession(_ descriptor: Int32) -> TLSSession? {
        if let time = self.defaultRetry, time <= .now { self.loadDefault() }
        return try? TLSSession(server: self.context, descriptor: descriptor)
    }

    func makeClientContext(verify: Bool, caPEM: String?) throws(TLSFailure) -> TLSClientContext {
        var policy = TLSClientPolicy()
        if let caPEM { policy.trust = .authorities(Array(caPEM.utf8)) }
        if !verify { policy.trust = .anyone }
        policy.protocols = [.http11]
        return try TLSClientContext(library: self.library, policy: policy)
    }

    // MARK: - Certificates

    /// Whether a stored certificate covers the host; those of the local CA do not count.
    func hasCertificate(for host: String) -> Bool { self.resolver.hasStoredCertificate(for: host) }

    /// A handshake waits for the certificates of this name.
    func awaitCertificate(_ name: ServerNameIndication, for client: ClientConnection) {
        self.waiting[name, default: []].append(client)
    }

    /// Takes the outcome of a load and goes on with the handshakes that waited for it.
    package func receive(_ outcome: CertificateLoadOutcome) {
        let names = self.resolver.receive(outcome)
        if outcome.name == self.defaultName, self.resolver.certificate(named: outcome.name) == nil {
            self.defaultRetry = .now + .seconds(1)
        }
        for name in names {
            for client in self.waiting.removeValue(forKey: name) ?? [] where client.descriptor >= 0 {
                client.resumeHandshake()
            }
        }
    }

    /// Puts other ticket keys in force.
    package func replaceTicketKeys(_ keys: TicketKeys) { self.context.replaceTicketKeys(keys) }

    /// Says which certificate clients get that name no host, or one that nobody knows.
    package func setDefault(_ name: String) {
        self.defaultName = name
        self.loadDefault()
    }

    private func loadDefault() {
        guard let name = self.defaultName else { return }
        self.defaultRetry = nil
        if let certificate = self.resolver.certificate(named: name) { return self.installDefault(certificate) }
        if let outcome = self.shared.request(name, completion: self.deliver) { self.receive(outcome) }
    }

    /// Takes the very object that named hosts get too, so that it need not be installed for them.
    private func installDefault(_ certificate: TLSCertificate) {
        try? self.context.replaceDefaultCertificates(TLSCertificateSet(certificate))
    }

    // MARK: - Configuration

    func load(_ snapshot: ConfigurationSnapshot) {
        for stored in snapshot.certificates.values { self.put(stored.value) }
        for stored in snapshot.proxies.values { self.put(stored.value) }
        self.resolver.forgetChallenges()
        for stored in snapshot.acmeChallenges.values { self.resolver.put(stored.value) }
    }

    func apply(_ change: Change) {
        switch change {
        case .put(.certificate(let record), _): self.put(record)
        case .put(.proxy(let proxy), _): self.put(proxy)
        case .put(.acmeChallenge(let challenge), _): self.resolver.put(challenge)
        case .delete(let key) where key.kind == .acmeChallenges: self.resolver.removeChallenge(key.id)
        case .delete(let key) where key.kind == .certificates:
            self.resolver.remove(key.id)
        case .delete(let key) where key.kind == .proxies:
            self.resolver.pin(key.id, to: nil)
            guard let host = try? HostPattern(key.id) else { return }
            self.removeLocal(LocalCertificateName.certificate(for: host))
        default: break
        }
    }

    private func put(_ record: CertificateRecord) { self.resolver.put(record) }

    /// Hosts that are marked internal, `localhost` and what lies below it get certificates of the local CA.
    private func put(_ proxy: ProxyTarget) {
        self.resolver.pin(proxy.hostname.description, to: proxy.certName)
        let name = LocalCertificateName.certificate(for: proxy.hostname)
        let isLocal = proxy.isInternal || proxy.hostname.isLocalhost
        if isLocal && proxy.certName == nil && proxy.hostname != .any {
            self.resolver.put(LocalCertificateName.record(name))
        } else {
            self.removeLocal(name)
        }
    }

    /// The one for `localhost` is there with and without a proxy of that name; it yields to every stored certificate.
    private func removeLocal(_ name: String) {
        if name != LocalCertificateName.localhost { self.resolver.remove(name) }
    }
}

@available(*, unavailable)
extension WorkerTLS: Sendable {}
