internal import Reactor

/// The certificates that one worker holds ready, parsed by its own library.
struct WorkerCertificateCache {
    private enum Entry {
        case ready(TLSCertificate)
        /// It could not be had; not to be asked for again before this time.
        case unavailable(until: ContinuousClock.Instant)
    }

    enum Lookup {
        case ready(TLSCertificate)
        case unavailable
        case unknown
    }

    private var entries: LRUCache<String, Entry>
    /// One that is kept whatever others come, until it changes.
    private var kept: (name: String, certificate: TLSCertificate)?

    init() {
        entries = LRUCache(capacity: 1)
    }

    mutating func lookup(_ name: String, now: ContinuousClock.Instant) -> Lookup {
        switch entries.value(for: name) {
        case .ready(let certificate): return .ready(certificate)
        case .unavailable(let end) where end > now: return .unavailable
        case .unavailable, nil: break
        }
        guard let kept, kept.name == name else { return .unknown }
        return .ready(kept.certificate)
    }

    /// Takes a certificate beside others, at most so many with it: those that were not asked for the longest go.
    mutating func insert(_ certificate: TLSCertificate, for name: String, capacity: Int) {
        entries.capacity = capacity
        entries.insert(.ready(certificate), for: name)
    }

    /// Keeps a certificate in any case, and no other any more.
    mutating func keep(_ certificate: TLSCertificate, for name: String) { kept = (name, certificate) }

    mutating func markUnavailable(_ name: String, until end: ContinuousClock.Instant) {
        entries.insert(.unavailable(until: end), for: name)
    }

    mutating func remove(_ name: String) {
        entries.remove(name)
        if kept?.name == name { kept = nil }
    }

    mutating func removeLocal() {
        entries.removeAll(named: LocalCertificateName.isLocal)
        if let kept, LocalCertificateName.isLocal(kept.name) { self.kept = nil }
    }
}
