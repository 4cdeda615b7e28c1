package import ProxyModel
package import Reactor

/// Finds the certificates for the handshakes of one worker: in its own cache, else in the shared one, else in the store.
///
/// A handshake whose certificates have to be loaded is suspended; no other waits for it. Confined to its worker.
package final class CertificateResolver: CertificateSelector {
    /// Passes an outcome to this worker's `receive`, from any thread; for a change of certificate to take effect in
    /// order, by the same queue that tells the worker of changes.
    package typealias Deliver = @Sendable (CertificateLoadOutcome) -> Void

    private static let unavailableLifetime = Duration.seconds(1)

    /// Hears of a certificate that was loaded but cannot serve: its name and the reason.
    package var whenUnusable: ((String, TLSCertificateError) -> Void)?

    /// Hears of each certificate that is ready from now on: its name and the object that handshakes get.
    var whenReady: ((String, TLSCertificate) -> Void)?

    /// What holds handshakes for names that a certificate may be obtained for.
    let onDemand: OnDemandGate
    private let library: TLSLibrary
    private let shared: SharedCertificateCache
    private let unknownName: UnknownServerName
    private let deliver: Deliver
    private var index = CertificateIndex()
    private var cache = WorkerCertificateCache()
    private let limit: ParsedCertificateLimit
    private var awaiting: [String: Set<ServerNameIndication>] = [:]
    /// The certificates for tls-alpn-01 under way, by server name.
    private var challenges: [String: String] = [:]

    /// A resolver that knows no certificate yet.
    ///
    /// - Parameters:
    ///   - library: The worker's own, that of the contexts that ask.
    ///   - shared: The cache of the process.
    ///   - workers: How many of them share the cache of the process.
    ///   - unknownName: What to do with a name without certificate.
    ///   - onDemand: Holds handshakes whose certificates are yet to be obtained.
    ///   - deliver: Brings outcomes back to the worker.
    package init(
        library: TLSLibrary, shared: SharedCertificateCache, workers: Int = 1, unknownName: UnknownServerName,
        onDemand: OnDemandGate = OnDemandGate { _ in }, deliver: @escaping Deliver
    ) {
        self.onDemand = onDemand
        self.library = library
        self.shared = shared
        self.unknownName = unknownName
        self.deliver = deliver
        limit = ParsedCertificateLimit(workers: workers)
    }

    /// Takes a certificate that is new or has changed: the next handshake gets it.
    package func put(_ record: CertificateRecord) {
        index.put(record)
        cache.remove(record.name)
    }

    /// Keeps a certificate that is ready parsed, until it changes, and no other any more.
    func keep(_ certificate: TLSCertificate, as name: String) { cache.keep(certificate, for: name) }

    /// Ties a host pattern to one certificate by name; nil unties it.
    package func pin(_ pattern: String, to name: String?) { index.pin(pattern, to: name) }

    /// Whether a certificate that was stored covers a host; those of the local CA do not count.
    package func hasStoredCertificate(for serverName: String) -> Bool {
        index.candidates(for: serverName).names.contains { LocalCertificateName.domains(of: $0) == nil }
    }

    /// Forgets the certificates of the local CA: the next handshakes get new ones.
    package func renewLocal() { cache.removeLocal() }

    /// Forgets a certificate that was deleted.
    package func remove(_ name: String) {
        index.remove(name)
        cache.remove(name)
    }

    /// Takes a challenge that an authority will look for; those by other ways than TLS are not the resolver's matter.
    package func put(_ challenge: ACMEChallengeRecord) {
        guard challenge.type == .tlsALPN01 else { return }
        challenges[ChallengeServerName.name(of: challenge.identifier)] =
            ChallengeCertificateName.certificate(for: challenge)
    }

    /// Forgets a challenge by the id of its record.
    package func removeChallenge(_ id: String) {
        let prefix = ACMEChallengeRecord.id(.tlsALPN01, "")
        guard id.hasPrefix(prefix) else { return }
        challenges[ChallengeServerName.name(of: String(id.dropFirst(prefix.count)))] = nil
    }

    /// Forgets all challenges.
    func forgetChallenges() { challenges.removeAll() }

    package func selection(for hello: ClientHello) -> CertificateSelection {
        if hello.offersACMEChallenge, !challenges.isEmpty, case .name(let name) = hello.serverName,
            let certificate = challenges[name]
        {
            return challengeSelection(certificate, for: name)
        }
        return hostSelection(hello)
    }

    /// RFC 8737 §3: the certificate of the challenge and no other.
    private func challengeSelection(_ certificate: String, for serverName: String) -> CertificateSelection {
        switch find(certificate) {
        case .ready(let certificate): return .useForACMEChallenge(TLSCertificateSet(certificate))
        case .unavailable: return .reject(.internalError)
        case .unknown:
            awaiting[certificate, default: []].insert(.name(serverName))
            return .wait
        }
    }

    private func hostSelection(_ hello: ClientHello) -> CertificateSelection {
        switch hello.serverName {
        case .absent: .useDefault
        case .malformed: selectionForUnknownName
        case .name(let name): selection(for: name, mayWait: !hello.offersACMEChallenge)
        }
    }

    /// The certificate of this name if it is loaded.
    func certificate(named name: String) -> TLSCertificate? {
        guard case .ready(let certificate) = cache.lookup(name, now: .now) else { return nil }
        return certificate
    }

    /// Takes the outcome of a load.
    ///
    /// - Returns: The server names whose suspended handshakes should be gone on with.
    package func receive(_ outcome: CertificateLoadOutcome) -> [ServerNameIndication] {
        store(outcome)
        return awaiting.removeValue(forKey: outcome.name).map(Array.init) ?? []
    }

    private var selectionForUnknownName: CertificateSelection {
        unknownName == .reject ? .reject(.unrecognizedName) : .useDefault
    }

    /// A client of a host that may obtain a certificate now waits for it; an authority looks for another one.
    private func selectionForMissing(_ serverName: String, _ mayWait: Bool) -> CertificateSelection {
        guard mayWait, !onDemand.hosts.isEmpty, onDemand.holds(serverName, now: .now) else {
            return selectionForUnknownName
        }
        return .wait
    }

    /// Whether there is a certificate for a host, loaded or not.
    func hasCandidates(for serverName: String) -> Bool { !index.candidates(for: serverName).isEmpty }

    private func selection(for serverName: String, mayWait: Bool) -> CertificateSelection {
        let candidates = index.candidates(for: serverName)
        guard !candidates.isEmpty else { return selectionForMissing(serverName, mayWait) }
        if !onDemand.hosts.isEmpty, let name = candidates.names.first {
            onDemand.noteUse(of: name, for: serverName, now: .now)
        }
        if let only = candidates.only {
            switch find(only) {
            case .ready(let certificate): return .use(TLSCertificateSet(certificate))
            case .unavailable: return .reject(.internalError)
            case .unknown:
                awaiting[only, default: []].insert(.name(serverName))
                return .wait
            }
        }
        var isComplete = true
        let certificates = candidates.names.compactMap { name in
            switch find(name) {
            case .ready(let certificate): return certificate as TLSCertificate?
            case .unavailable: return nil
            case .unknown:
                awaiting[name, default: []].insert(.name(serverName))
                isComplete = false
                return nil
            }
        }
        guard isComplete else { return .wait }
        return certificates.isEmpty ? .reject(.internalError) : .use(TLSCertificateSet(certificates))
    }

    private func find(_ name: String) -> WorkerCertificateCache.Lookup {
        let known = cache.lookup(name, now: .now)
        guard case .unknown = known, awaiting[name] == nil else { return known }
        guard let outcome = shared.request(name, completion: deliver) else { return .unknown }
        store(outcome)
        return cache.lookup(name, now: .now)
    }

    private func store(_ outcome: CertificateLoadOutcome) {
        do throws(TLSCertificateError) {
            let certificate = try parse(outcome.result)
            guard let certificate else { return markUnavailable(outcome.name) }
            cache.insert(certificate, for: outcome.name, capacity: limit.capacity(opened: shared.count))
            whenReady?(outcome.name, certificate)
        } catch {
            markUnavailable(outcome.name)
            whenUnusable?(outcome.name, error)
        }
    }

    private func parse(_ result: CertificateLoadOutcome.Result) throws(TLSCertificateError) -> TLSCertificate? {
        switch result {
        case .loaded(let certificate): try TLSCertificate(certificate, library: library)
        case .unusable(let error): throw error
        case .absent, .failed, .timedOut: nil
        }
    }

    private func markUnavailable(_ name: String) {
        cache.markUnavailable(name, until: .now + Self.unavailableLifetime)
    }
}

@available(*, unavailable)
extension CertificateResolver: Sendable {}
