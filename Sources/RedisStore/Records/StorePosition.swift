internal import ProxyModel

/// A point in the history of the configuration: the revision, and the tip that tells it from the same revision of another
/// history.
struct StorePosition: Equatable, Sendable {
    var revision: Revision
    var tip: String
}
