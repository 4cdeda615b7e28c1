internal import ProxyModel

/// Something that happened at an engine.
package struct EngineEvent: Sendable, Equatable {
    /// What it happened to.
    package enum Kind: String, Sendable {
        case container, image, network, volume
    }

    /// What it happened to.
    package let kind: Kind
    /// Such as `start`, `die`, `destroy`; what stands behind a colon is in `detail`.
    package let action: String
    /// Such as `healthy` of `health_status: healthy`; empty when there is none.
    package let detail: String
    /// The identifier of a container, network or image, the name of a volume.
    package let id: String
    /// Name, image, exit code and labels; a container's labels may say whatever they like.
    package let attributes: [String: String]
    /// Nanoseconds since 1970.
    package let nanoseconds: Int64

    /// Reads an event; nil for kinds that this program has nothing to do with.
    init?(_ document: JSONValue) {
        guard let kind = Kind(rawValue: document.text("Type").lowercased()) else { return nil }
        let words = document.text("Action").split(separator: ":", maxSplits: 1)
        guard let action = words.first else { return nil }
        self.kind = kind
        self.action = String(action)
        detail = words.count > 1 ? String(words[1].drop { $0 == " " }) : ""
        id = document["Actor"]?.text("ID") ?? ""
        attributes = document["Actor"]?.dictionary("Attributes") ?? [:]
        nanoseconds = document["timeNano"]?.integerValue ?? 0
    }
}
