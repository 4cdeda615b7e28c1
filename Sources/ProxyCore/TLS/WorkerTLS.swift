internal import ProxyModel
package import Reactor

/// Everything of one worker that has to do with TLS: library, contexts, certificates, handshakes that wait.
package final class WorkerTLS {
    /// How many of those that waited go on in one turn: each costs a signature, for which all other clients wait.
    private static let resumedPerTurn = 16

    /// What everything of this worker lives in that OpenSSL does for it.
    let library: TLSLibrary
    private let context: TLSServerContext
    private let resolver: CertificateResolver
    private let shared: SharedCertificateCache
    private let deliver: CertificateResolver.Deliver
    private(set) var waiting = WaitingHandshakes()
    /// The next turn of those that waited is in the mailbox.
    private var isTurnPosted = false
    private var defaultName: String?
    /// When to try again to load the default; nil while nothing is amiss.
    private var defaultRetry: ContinuousClock.Instant?
    /// The worker takes itself out; a weak reference would make its every retain and release take the slow way.
    unowned(unsafe) var worker: Worker?

    /// Makes the TLS side of a worker, on its thread; throws `TLSFailure`.
    ///
    /// `deliver` brings the outcome of a load to `receive`, by the queue that also tells the worker of changes; `onDemand` holds
    /// handshakes whose certificates are yet to be obtained;
    /// `whenUnusable` hears of a certificate that was loaded but cannot serve.
    package init(
        policy: TLSServerPolicy, ticketKeys: TicketKeys, shared: SharedCertificateCache, workers: Int = 1,
        unknownName: UnknownServerName, onDemand: OnDemandGate = OnDemandGate { _ in },
        deliver: @escaping CertificateResolver.Deliver,
        whenUnusable: @escaping (String, TLSCertificateError) -> Void
    ) throws(TLSFailure) {
        self.library = try TLSLibrary()
        self.shared = shared
        self.deliver = deliver
        self.resolver = CertificateResolver(
            library: self.library, shared: shared, workers: workers, unknownName: unknownName, onDemand: onDemand,
            deliver: deliver)
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

    // MARK: - Handshakes that wait

    /// A handshake waits for the certificates of this name.
    func awaitCertificate(_ name: ServerNameIndication, for client: ClientConnection) {
        guard case .name(let text) = name, self.resolver.onDemand.hold(text, now: .now) else {
            return self.waiting.add(client, .load(name))
        }
        self.waiting.add(client, .issuance(text))
        // Obtaining one takes longer than any client takes to shake hands.
        let wait = self.resolver.onDemand.limits.wait
        client.worker.reactor.setDeadline(client, after: wait + client.worker.settings.timeouts.handshake)
    }

    /// A handshake is about to choose its certificate.
    func willChooseCertificate(for client: ClientConnection) {
        guard !self.resolver.onDemand.hosts.isEmpty else { return }
        self.resolver.onDemand.willAsk(for: client.clientAddress, isSettled: client.isSettledOnDemand)
    }

    /// A client that waits is about to be closed.
    func forget(_ client: ClientConnection) {
        if case .issuance(let name) = client.certificateWait {
            self.resolver.onDemand.leave(name, client.clientAddress)
        }
        self.waiting.remove(client)
    }

    /// Takes that no certificate is obtained for a name; it need not be asked for again for so many milliseconds.
    package func refuseOnDemand(_ name: String, for milliseconds: Int64) {
        if milliseconds > 0 { self.resolver.onDemand.refuse(name, until: .now + .milliseconds(milliseconds)) }
        self.releaseOnDemand(name, isSettled: true)
        self.postTurn()
    }

    /// Goes on with the handshakes that waited for certificates which are there now.
    func resumeObtained() {
        guard !self.resolver.onDemand.awaited.isEmpty else { return }
        for name in Array(self.resolver.onDemand.awaited) where self.resolver.hasCandidates(for: name) {
            self.releaseOnDemand(name, isSettled: false)
        }
        self.postTurn()
    }

    /// Refuses all who wait for certificates to be obtained, and whoever would from now on: the worker ends.
    func refuseAllOnDemand() {
        self.resolver.onDemand.close()
        for name in Array(self.resolver.onDemand.awaited) { self.releaseOnDemand(name, isSettled: true) }
        self.postTurn()
    }

    /// Forgets what refers back to the worker.
    func letGo() { self.waiting.removeAll() }

    private func releaseOnDemand(_ name: String, isSettled: Bool) {
        self.resolver.onDemand.answered(name)
        for client in self.waiting.enqueue(.issuance(name)) {
            self.resolver.onDemand.leave(name, client.clientAddress)
            client.isSettledOnDemand = isSettled
            client.worker.reactor.setDeadline(client, after: client.worker.settings.timeouts.handshake)
        }
    }

    /// Has those in the queue go on from the next turn of the loop on, however many events of this one have put them there.
    private func postTurn() {
        guard !self.isTurnPosted, let next = self.waiting.front else { return }
        self.isTurnPosted = true
        let place = LoopBound(self)
        next.worker.reactor.mailbox.post { place.value.takeTurn() }
    }

    private func takeTurn() {
        self.isTurnPosted = false
        for _ in 0..<Self.resumedPerTurn {
            guard let client = self.waiting.next() else { return }
            client.resumeHandshake()
        }
        self.postTurn()
    }

    /// Takes the outcome of a load and goes on with the handshakes that waited for it.
    package func receive(_ outcome: CertificateLoadOutcome) {
        let names = self.resolver.receive(outcome)
        if outcome.name == self.defaultName, self.resolver.certificate(named: outcome.name) == nil {
            self.defaultRetry = .now + .seconds(1)
        }
        for name in names { _ = self.waiting.enqueue(.load(name)) }
        self.postTurn()
    }

    // MARK: - Keys and the default

    /// Puts other ticket keys in force.
    package func replaceTicketKeys(_ keys: TicketKeys) { self.context.replaceTicketKeys(keys) }

    /// Says which certificate clients get that name no host, or one that nobody knows.
    package func setDefault(_ name: String) {
        self.defaultName = name
        self.loadDefault()
    }

    /// Takes new certificates of the local CA, to be called after `SharedCertificateCache.invalidateLocal`.
    package func renewLocal() {
        self.resolver.renewLocal()
        if let name = self.defaultName, LocalCertificateName.isLocal(name) { self.loadDefault() }
    }

    private func loadDefault() {
        guard let name = self.defaultName else { return }
        self.defaultRetry = nil
        if let certificate = self.resolver.certificate(named: name) { return self.installDefault(certificate) }
        if let outcome = self.shared.request(name, completion: self.deliver) { self.receive(outcome) }
    }

    /// Takes the very object that named hosts get too, so that it need not be installed for them.
    private func installDefault(_ certificate: TLSCertificate) {
        if let name = self.defaultName { self.resolver.keep(certificate, as: name) }
        try? self.context.replaceDefaultCertificates(TLSCertificateSet(certificate))
    }

    // MARK: - Configuration

    func load(_ snapshot: ConfigurationSnapshot) {
        self.resolver.onDemand.hosts = OnDemandHosts()
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
            self.resolver.onDemand.hosts.remove(key.id)
            self.resolver.onDemand.forgetRefusals()
            self.resolver.pin(key.id, to: nil)
            guard let host = try? HostPattern(key.id) else { return }
            self.removeLocal(LocalCertificateName.certificate(for: host))
        default: break
        }
    }

    private func put(_ record: CertificateRecord) {
        self.resolver.put(record)
        self.resolver.onDemand.forgetUse(of: record.name)
    }

    /// Hosts that are marked internal, `localhost` and what lies below it get certificates of the local CA.
    private func put(_ proxy: ProxyTarget) {
        self.resolver.pin(proxy.hostname.description, to: proxy.certName)
        self.resolver.onDemand.hosts.put(proxy)
        // A name may have been refused because this very host served it.
        self.resolver.onDemand.forgetRefusals()
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
