extension ServiceReconciliation {
    /// What is to go of a service that is not on record; `removals` are the times at which those were created that had its
    /// name and were deleted.
    ///
    /// Engines finish what they were asked for, however long that takes and whoever waits for the answer. A container of a
    /// service that nobody has deleted is another matter: it is all that is left of a record that was lost.
    package static func planUnrecorded(_ observed: ObservedService, removals: Set<Int64>) -> ReconciliationStep? {
        observed.containers.filter { $0.serviceCreatedAt.map(removals.contains) == true }
            .min { ($0.generation, $0.id.description) < ($1.generation, $1.id.description) }.map { .remove($0.id) }
    }
}
