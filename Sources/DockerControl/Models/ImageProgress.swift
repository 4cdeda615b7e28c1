internal import ProxyModel

/// A word of an engine about a pull.
package struct ImageProgress: Sendable, Equatable {
    /// The layer that it is about; nil when it is about the whole.
    package let layer: String?
    /// Such as `Downloading`.
    package let status: String
    /// Bytes that are done; nil when nothing is counted.
    package let done: UInt64?
    /// Bytes that are to be done; nil when it is not known.
    package let total: UInt64?

    init(layer: String?, status: String, done: UInt64? = nil, total: UInt64? = nil) {
        self.layer = layer
        self.status = status
        self.done = done
        self.total = total
    }

    init?(_ document: JSONValue) {
        guard let status = document.wording("status") else { return nil }
        self.status = status
        layer = document.wording("id")
        let detail = document["progressDetail"] ?? .null
        done = detail["current"] == nil ? nil : detail.count("current")
        total = detail["total"] == nil ? nil : detail.count("total")
    }
}
