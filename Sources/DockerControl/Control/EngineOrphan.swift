/// Something at an engine that carries this installation's label and belongs to no service on record.
package struct EngineOrphan: Sendable, Hashable {
    /// What it is.
    package enum Kind: String, Sendable {
        case container, network, volume
    }

    /// What it is.
    package let kind: Kind
    /// Its name at the engine.
    package let name: String
    /// The service that its label names; nil = none.
    package let service: String?
    /// Whether its label says how the service was defined, so that it can be adopted.
    package let isAdoptable: Bool

    /// Makes an entry.
    package init(kind: Kind, name: String, service: String?, isAdoptable: Bool) {
        self.kind = kind
        self.name = name
        self.service = service
        self.isAdoptable = isAdoptable
    }
}
