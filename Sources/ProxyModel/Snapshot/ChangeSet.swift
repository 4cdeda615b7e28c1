/// What one committed revision changed; the entry of the change stream.
package struct ChangeSet: Sendable, Equatable {
    /// The revision that the changes lead to.
    package let revision: Revision
    /// In the order in which they were written.
    package let changes: [Change]

    /// Makes a change set.
    package init(revision: Revision, changes: [Change]) {
        self.revision = revision
        self.changes = changes
    }
}
