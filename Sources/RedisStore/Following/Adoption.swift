package import ProxyModel

/// Whether a node takes a configuration that it has just loaded in place of the one that it serves from.
///
/// The rule: what is at least as new as the held one is adopted. A store at a lower revision was emptied, or brought back from
/// an older copy: to follow it would take every host off the air, so the held configuration is kept until the store is
/// ahead again (`ConfigurationFollower.restore`, or an import) or the node is started anew.
package enum Adoption: Sendable, Equatable {
    case adopt
    case keep(storeRevision: Revision)

    /// Decides.
    package init(of loaded: Revision, over held: Revision) {
        self = loaded >= held ? .adopt : .keep(storeRevision: loaded)
    }
}
