package import ProxyModel

extension StoreFailure {
    /// The failure in words, for logs and operators.
    package var text: String {
        switch self {
        case .unavailable(let reason): reason
        case .revisionMismatch(let current): "another change was committed first (revision \(current))"
        case .gap(let current): "the change stream does not reach back far enough (revision \(current))"
        case .corrupt(let reason): "the configuration in the store cannot be understood: \(reason)"
        }
    }
}
