internal import ACME
internal import Logging

/// Tells operators in the log how attempts to get certificates end, each once on the node that made it.
struct CertificateLog: Sendable {
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    /// Tells that the work on a certificate was stopped; it is taken up again by itself.
    func note(stopped name: String, _ error: any Error) {
        logger.warning(
            "the work on a certificate was stopped", metadata: ["certificate": "\(name)", "reason": "\(error)"])
    }

    func note(_ issuance: Issuance, _ attempt: IssuanceAttempt) {
        var metadata: Logger.Metadata = [
            "certificate": "\(issuance.name)", "issuer": "\(attempt.issuer)",
            "duration_ms": "\(attempt.endedAt - attempt.startedAt)",
        ]
        switch attempt.outcome {
        case .issued: logger.notice("certificate issued", metadata: metadata)
        case .rehearsed: logger.notice("a test system would issue the certificate", metadata: metadata)
        case .failed, .abandoned:
            metadata["reason"] = "\(attempt.words)"
            metadata["next_attempt"] = "\(issuance.nextAttempt)"
            logger.warning("certificate not issued", metadata: metadata)
        }
    }
}
