internal import Logging
internal import ProxyCore
internal import ProxyModel

/// Who did what, from where, with what result: one line per change and per refused access.
struct AuditLog: Sendable {
    let logger: Logger

    func record(_ operation: Operation, _ caller: Caller, _ request: LocalRequest, _ result: Result<Int, Problem>) {
        var metadata: Logger.Metadata = [
            "operation": "\(operation.id)", "caller": "\(caller.logName)", "client": "\(request.clientAddress)",
            "path": "\(request.target.prefix { $0 != "?" })", "request_id": "\(request.requestID)",
        ]
        switch result {
        case .success(let status):
            guard operation.method != .get else { return }
            metadata["status"] = "\(status)"
            logger.info("management change", metadata: metadata)
        case .failure(let problem):
            metadata["status"] = "\(problem.kind.status)"
            metadata["problem"] = "\(problem.kind.rawValue)"
            switch problem.kind {
            case .unauthorized, .forbidden: logger.warning("management access refused", metadata: metadata)
            case .internalError, .authorityFailed, .engineFailed, .storeUnavailable:
                logger.error("management failure", metadata: metadata)
            default: if operation.method != .get { logger.info("management change refused", metadata: metadata) }
            }
        }
    }
}
