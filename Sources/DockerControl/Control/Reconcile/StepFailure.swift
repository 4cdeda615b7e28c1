internal import ProxyModel

/// Why a step was not done.
enum StepFailure: Error {
    /// The engine did not.
    case engine(EngineFailure)
    /// The configuration could not be changed.
    case configuration(Problem)
    /// The right to work on the engine is over.
    case leaseLost

    /// Whether nobody is to blame but the way to the engine: the service is not marked as failed.
    var isAbsence: Bool {
        switch self {
        case .engine(let failure): [.unreachable, .interrupted, .cancelled, .tlsFailed].contains(failure.code)
        case .configuration, .leaseLost: true
        }
    }
}
