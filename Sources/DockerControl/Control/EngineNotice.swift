/// Something that operators want to read in the log.
package struct EngineNotice: Sendable, Equatable, CustomStringConvertible {
    /// How much it matters.
    package enum Weight: Sendable {
        /// What was asked for was done.
        case done
        /// Something went wrong, and is tried again.
        case warning
    }

    /// How much it matters.
    package let weight: Weight
    /// The service that it is about; nil = the engine.
    package let service: String?
    /// What happened; no secrets.
    package let description: String

    /// Makes a notice.
    package init(_ weight: Weight, service: String? = nil, _ description: String) {
        self.weight = weight
        self.service = service
        self.description = description
    }
}
