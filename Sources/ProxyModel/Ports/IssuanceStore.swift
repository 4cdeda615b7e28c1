/// Where the progress of issuances lives, shared by all nodes: values, leases on them, when each is due, and budgets.
///
/// A value may be written under a lease only; a lease that a later one followed writes nothing any more. Times are in
/// milliseconds since 1970.
package protocol IssuanceStore: Sendable {
    /// The value of an issuance, or nil when there is none.
    func value(_ name: String) async throws(StoreFailure) -> [UInt8]?

    /// The values of several issuances, in the order of the names; nil where there is none.
    func values(_ names: [String]) async throws(StoreFailure) -> [[UInt8]?]

    /// Takes the lease on an issuance for so many milliseconds; nil while another one runs.
    ///
    /// Its token is greater than every token given out for the name before.
    func acquire(_ name: String, lifetime: Int64) async throws(StoreFailure) -> IssuanceLease?

    /// Prolongs a lease to so many milliseconds from now; false when it is over and another one was given out.
    func renew(_ lease: IssuanceLease, lifetime: Int64) async throws(StoreFailure) -> Bool

    /// Gives a lease back; nothing happens when it is no longer the last one.
    func release(_ lease: IssuanceLease) async throws(StoreFailure)

    /// Writes the value; false when a greater token was given out, and then nothing is written.
    func save(_ value: [UInt8], under lease: IssuanceLease) async throws(StoreFailure) -> Bool

    /// Forgets the value and when it is due; false when a greater token was given out.
    ///
    /// The last token stays known for a day, so that whoever held an older lease still writes nothing.
    func forget(under lease: IssuanceLease) async throws(StoreFailure) -> Bool

    /// Says when an issuance is to be looked at next; the last word counts.
    func schedule(_ name: String, at time: Int64) async throws(StoreFailure)

    /// Makes an issuance due at a time, unless it is due earlier.
    func hasten(_ names: [String], to time: Int64) async throws(StoreFailure)

    /// The names that are due by now, the longest overdue first, at most `limit`.
    func due(by now: Int64, limit: Int) async throws(StoreFailure) -> [String]

    /// The names that are due later than a time, the latest first, at most `limit`.
    func scheduled(after time: Int64, limit: Int) async throws(StoreFailure) -> [String]

    /// Which of these names are not in the schedule.
    func unscheduled(_ names: [String]) async throws(StoreFailure) -> [String]

    /// Notes since when an issuance has failed, in milliseconds since 1970; nil = it does not.
    ///
    /// The note goes with what `forget` forgets.
    func noteFailure(_ name: String, since time: Int64?) async throws(StoreFailure)

    /// How many issuances are noted as failed.
    func failures() async throws(StoreFailure) -> Int

    /// Takes what is demanded of an authority's budgets, all or nothing; nil = granted, else the time when it will be.
    func spend(_ demands: [BudgetDemand], at authority: String, now: Int64) async throws(StoreFailure) -> Int64?

    /// Takes from budgets what was used without asking, also where nothing is left.
    func charge(_ demands: [BudgetDemand], at authority: String, now: Int64) async throws(StoreFailure)

    /// Closes a budget until a time, as the authority told.
    func close(_ bucket: String, at authority: String, until time: Int64, now: Int64) async throws(StoreFailure)
}
