internal import DockerControl
internal import Logging
internal import ProxyCore
internal import Synchronization

/// Tells operators in the log what is done at the engine, and which ports of services cannot be had.
final class DockerLog: Sendable {
    private let logger: Logger
    private let refused = Mutex<[String: String]>([:])

    init(_ logger: Logger) { self.logger = logger }

    func note(_ notice: EngineNotice) {
        let metadata: Logger.Metadata = notice.service.map { ["service": "\($0)"] } ?? [:]
        switch notice.weight {
        case .done: logger.info("\(notice)", metadata: metadata)
        case .warning: logger.warning("\(notice)", metadata: metadata)
        }
    }

    /// Every worker reports each of its ports; what is the same for all of them is told once.
    func note(_ report: GatedPortReport) {
        let place = "\(report.service)/\(report.port) \(report.address)"
        let reason = report.failure.map { "\($0)" }
        let isNews = refused.withLock { refused in
            defer { refused[place] = reason }
            return refused[place] != reason
        }
        guard isNews else { return }
        var metadata: Logger.Metadata = [
            "service": "\(report.service)", "port": "\(report.port)", "address": "\(report.address)",
        ]
        if let reason {
            metadata["reason"] = "\(reason)"
            logger.warning("a port of a service cannot be listened on", metadata: metadata)
        } else {
            logger.notice("a port of a service is listened on again", metadata: metadata)
        }
    }
}
