/// Where the configuration lives, shared by all nodes.
package protocol ConfigurationStore: Sendable {
    /// Reads the whole configuration at one revision.
    func load() async throws(StoreFailure) -> ConfigurationSnapshot

    /// Commits a change set if the store is still at `expected`, and returns the new revision (`expected + 1`).
    ///
    /// Throws `.revisionMismatch(current:)` when another node was faster: catch up, validate again, try again.
    /// Either everything is written, with its entry in the change stream, or nothing.
    func commit(_ changes: [Change], expecting expected: Revision) async throws(StoreFailure) -> Revision

    /// The change sets after a revision, oldest first, at most `limit`; waits up to `waitMS` for the first one.
    ///
    /// Throws `.gap` when the stream no longer reaches back to `revision` or the store was emptied: load again.
    func changes(after revision: Revision, limit: Int, waitMS: Int) async throws(StoreFailure) -> [ChangeSet]

    /// The sealed bundle of a certificate, or nil when there is none of that name.
    func sealedBundle(_ name: String) async throws(StoreFailure) -> [UInt8]?

    /// Measures one round trip, in milliseconds.
    func ping() async throws(StoreFailure) -> Double
}
