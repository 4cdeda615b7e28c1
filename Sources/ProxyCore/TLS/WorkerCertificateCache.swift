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

    init(capacity: Int) {
        entries = LRUCache(capacity: capacity)
    }

    mutating func lookup(_ name: String, now: ContinuousClock.Instant) -> Lookup {
        switch entries.value(for: name) {
        case .ready(let certificate): .ready(certificate)
        case .unavailable(let end) where end > now: .unavailable
        case .unavailable, nil: .unknown
        }
    }

    mutating func insert(_ certificate: TLSCertificate, for name: String) {
        entries.insert(.ready(certificate), for: name)
    }

    mutating func markUnavailable(_ name: String, until end: ContinuousClock.Instant) {
        entries.insert(.unavailable(until: end), for: name)
    }

    mutating func remove(_ name: String) {
        entries.remove(name)
    }

    mutating func removeLocal() {
        entries.removeAll(named: LocalCertificateName.isLocal)
    }
}
