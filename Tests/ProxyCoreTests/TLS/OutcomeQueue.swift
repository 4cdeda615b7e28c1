import ProxyCore
import ProxyModel
import Reactor
import Synchronization

/// Takes outcomes from any thread, as a worker's mailbox does, and gives them in order.
final class OutcomeQueue: Sendable {
    private let stream: AsyncStream<CertificateLoadOutcome>
    private let continuation: AsyncStream<CertificateLoadOutcome>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func put(_ outcome: CertificateLoadOutcome) {
        continuation.yield(outcome)
    }

    /// The next outcomes, so many.
    func take(_ count: Int) async -> [CertificateLoadOutcome] {
        var outcomes: [CertificateLoadOutcome] = []
        var iterator = stream.makeAsyncIterator()
        while outcomes.count < count, let outcome = await iterator.next() { outcomes.append(outcome) }
        return outcomes
    }
}

extension CertificateLoadOutcome {
    /// The result in one word, with the first byte of the certificate to tell them apart.
    var summary: String {
        switch result {
        case .loaded(let certificate): "\(name) loaded \(certificate.leaf.first ?? 0)"
        case .unusable(let error): "\(name) unusable: \(error)"
        case .absent: "\(name) absent"
        case .failed: "\(name) failed"
        case .timedOut: "\(name) timed out"
        }
    }
}
