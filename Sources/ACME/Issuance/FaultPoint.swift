/// A place where tests stop a node, as a power cut would.
package struct FaultPoint: Sendable {
    /// The places: between any two of them something was written or sent.
    package enum Place: Sendable, Equatable {
        /// The lease is taken, nothing is read.
        case acquired
        /// The progress is written, what it announces is not done.
        case written
        /// The answers to challenges are records, dns has none yet.
        case published
        /// What was announced is done, what came of it is not written.
        case done
        /// The certificate serves, the progress does not know it.
        case stored
        /// All is written but when it is looked at next.
        case settled
        /// It is in the schedule, the lease still runs.
        case scheduled
    }

    /// Called at each place; what it throws ends the work there and then.
    package let reach: @Sendable (Place, _ name: String) async throws -> Void

    /// Makes a point that does what a test wants.
    package init(_ reach: @escaping @Sendable (Place, _ name: String) async throws -> Void) { self.reach = reach }

    /// Nothing happens.
    package static let none = FaultPoint { _, _ in }
}
