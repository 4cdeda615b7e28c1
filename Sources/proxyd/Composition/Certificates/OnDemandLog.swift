internal import ACME
internal import Logging
internal import Synchronization

/// Tells operators in the log of certificates that handshakes bring about, and of a sample of what was refused.
final class OnDemandLog: Sendable {
    private struct Sample {
        var second: Int64 = 0
        var told = 0
        var untold = 0
    }

    /// Refusals told each second: strangers choose how many there are.
    private static let limit = 5

    private let logger: Logger
    private let sample = Mutex(Sample())

    init(_ logger: Logger) { self.logger = logger }

    func note(_ event: OnDemandEvent) {
        switch event {
        case .wanted(let name, let client):
            logger.notice("certificate asked for by a handshake", metadata: ["host": "\(name)", "client": "\(client)"])
        case .ended(let certificate):
            logger.notice("certificate no longer asked for", metadata: ["certificate": "\(certificate)"])
        case .refused(let name, let client, let refusal):
            guard let untold = admit(CertificateSource.now / 1000) else { return }
            var metadata: Logger.Metadata = ["host": "\(name)", "client": "\(client)", "reason": "\(refusal)"]
            if untold > 0 { metadata["untold"] = "\(untold)" }
            logger.info("no certificate for a handshake", metadata: metadata)
        }
    }

    /// How many were not told since the last that was; nil = this one is not told either.
    private func admit(_ second: Int64) -> Int? {
        sample.withLock { sample in
            if sample.second != second { (sample.second, sample.told) = (second, 0) }
            guard sample.told < Self.limit else {
                sample.untold += 1
                return nil
            }
            sample.told += 1
            defer { sample.untold = 0 }
            return sample.untold
        }
    }
}
