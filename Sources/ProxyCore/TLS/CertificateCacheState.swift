internal import Reactor

/// The decisions of the shared cache, free of threads and clocks.
struct CertificateCacheState: Sendable {
    enum Answer {
        case known(CertificateLoadOutcome.Result)
        /// The load under way will tell.
        case joined
        /// A load has to be started under this number.
        case start(UInt64)
    }

    private struct Miss {
        let result: CertificateLoadOutcome.Result
        let end: ContinuousClock.Instant
    }

    private struct Flight {
        var number: UInt64
        var completions: [SharedCertificateCache.Completion]
    }

    private static let issuerLimit = 128

    /// How many certificates are kept.
    var count: Int { certificates.count }

    private let limits: CertificateCacheLimits
    private var certificates: LRUCache<String, CompactCertificate>
    private var issuers = Set<[[UInt8]]>()
    private var misses: LRUCache<String, Miss>
    private var flights: [String: Flight] = [:]
    private var lastNumber: UInt64 = 0

    init(limits: CertificateCacheLimits) {
        self.limits = limits
        certificates = LRUCache(capacity: limits.capacity)
        misses = LRUCache(capacity: limits.capacity)
    }

    mutating func request(
        _ name: String, now: ContinuousClock.Instant, completion: @escaping SharedCertificateCache.Completion
    ) -> Answer {
        if let certificate = certificates.value(for: name) { return .known(.loaded(certificate)) }
        if let miss = misses.value(for: name) {
            if miss.end > now { return .known(miss.result) }
            misses.remove(name)
        }
        if flights[name] != nil {
            flights[name]?.completions.append(completion)
            return .joined
        }
        let number = nextNumber()
        flights[name] = Flight(number: number, completions: [completion])
        return .start(number)
    }

    /// Takes the end of a load; answers who is to hear of it, which is nobody if the load was superseded.
    mutating func finish(
        _ number: UInt64, of name: String, with result: CertificateLoadOutcome.Result, now: ContinuousClock.Instant
    ) -> [SharedCertificateCache.Completion] {
        guard let flight = flights[name], flight.number == number else { return [] }
        flights[name] = nil
        switch result {
        case .loaded(var certificate):
            certificate.issuers = shared(certificate.issuers)
            certificates.insert(certificate, for: name)
        case .absent: misses.insert(Miss(result: result, end: now + limits.absenceLifetime), for: name)
        case .unusable, .failed, .timedOut:
            misses.insert(Miss(result: result, end: now + limits.failureLifetime), for: name)
        }
        return flight.completions
    }

    /// Forgets a name; answers the number of a load that has to supersede the one under way.
    mutating func invalidate(_ name: String) -> UInt64? {
        certificates.remove(name)
        misses.remove(name)
        guard flights[name] != nil else { return nil }
        let number = nextNumber()
        flights[name]?.number = number
        return number
    }

    /// Forgets the certificates of the local CA; one that is being made is new enough.
    mutating func invalidateLocal() {
        certificates.removeAll(named: LocalCertificateName.isLocal)
        misses.removeAll(named: LocalCertificateName.isLocal)
    }

    /// Forgets all names; answers the loads that have to supersede those under way.
    mutating func invalidateAll() -> [(name: String, flight: UInt64)] {
        certificates.removeAll()
        misses.removeAll()
        return flights.keys.sorted().compactMap { name in invalidate(name).map { (name, $0) } }
    }

    /// The one array of these issuers: thousands of certificates have a handful of them.
    private mutating func shared(_ some: [[UInt8]]) -> [[UInt8]] {
        // More different ones than any installation's authorities have; those in use live on with their certificates.
        if issuers.count >= Self.issuerLimit { issuers.removeAll(keepingCapacity: true) }
        return issuers.insert(some).memberAfterInsert
    }

    private mutating func nextNumber() -> UInt64 {
        lastNumber &+= 1
        return lastNumber
    }
}
