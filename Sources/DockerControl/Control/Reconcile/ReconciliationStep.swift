/// One thing to do for a service; each can be done again, and whatever was begun is seen at the next look.
package enum ReconciliationStep: Sendable, Equatable {
    /// Takes the service for this engine.
    case claim
    /// Gets the image.
    case prepareImage
    /// Makes a network, by the name that its owner gave it.
    case makeNetwork(String)
    /// Makes a volume, by the name that its owner gave it.
    case makeVolume(String)
    /// Makes the container of the generation on record.
    case create
    /// Lets a container take part in a network, by its name at the engine.
    case connect(EngineName, network: String)
    /// Takes a container off a network, by its name at the engine.
    case disconnect(EngineName, network: String)
    /// Starts a container.
    case start(EngineName)
    /// Lets a paused container go on.
    case resume(EngineName)
    /// Gives a container its name again.
    case rename(EngineName)
    /// Gives a container its limits again.
    case limit(EngineName)
    /// Reads the last lines that a container printed.
    case readOutput(EngineName)
    /// Stops a container.
    case stop(EngineName)
    /// Removes a container that has ended, or kills it.
    case remove(EngineName)
    /// Removes a network, by its name at the engine.
    case removeNetwork(String)
    /// Removes a volume, by its name at the engine.
    case removeVolume(String)
    /// Takes a service off the record of which nothing is left.
    case forget

    /// Whether it ends or removes a container.
    var isEnd: Bool {
        switch self {
        case .stop, .remove: true
        default: false
        }
    }
}
