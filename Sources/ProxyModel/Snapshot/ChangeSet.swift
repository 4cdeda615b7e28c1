/// What one committed revision changed; the entry of the change stream.
package struct ChangeSet: Sendable, Equatable {
    package let revision: Revision
    package let changes: [Change]

    /// Makes a change set.
    package init(revision: Revision, changes: [Change]) {
        self.revision = revision
        self.changes = changes
    }
}
