internal import ProxyModel

/// When the engine starts a container again that has ended.
package enum RestartPolicy: Sendable, Equatable {
    case never
    /// After a failure, at most so many times; 0 = without end.
    case onFailure(attempts: Int)
    case unlessStopped
    case always

    var document: JSONValue {
        switch self {
        case .never: ["Name": "no"]
        case .onFailure(let attempts): ["Name": "on-failure", "MaximumRetryCount": .integer(Int64(attempts))]
        case .unlessStopped: ["Name": "unless-stopped"]
        case .always: ["Name": "always"]
        }
    }
}
