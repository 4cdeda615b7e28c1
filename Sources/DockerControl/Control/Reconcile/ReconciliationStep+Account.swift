extension ReconciliationStep {
    /// What was done, for the log; nil when nobody wants to know.
    var account: String? {
        switch self {
        case .claim: "taken by this engine"
        case .prepareImage: "image is there"
        case .makeNetwork(let name): "network \(name) made"
        case .makeVolume(let name): "volume \(name) made"
        case .create: "container made"
        case .connect(_, let network): "put on network \(network)"
        case .disconnect(_, let network): "taken off network \(network)"
        case .start: "container started"
        case .resume: "container resumed"
        case .rename: "container has its name again"
        case .limit: "container has its limits again"
        case .readOutput: nil
        case .stop: "container stopped"
        case .remove: "container removed"
        case .removeNetwork(let name): "network \(name) removed"
        case .removeVolume(let name): "volume \(name) removed"
        case .forget: "removed"
        }
    }
}
