package import ProxyModel

/// Something to be told to the budgets; when it is lost, the authority itself tells again.
package enum IssuanceEffect: Sendable, Equatable {
    /// What was used without asking.
    case charge([BudgetDemand], authority: String)
    /// The authority told that nothing goes until a time, in milliseconds since 1970.
    case close(bucket: String, authority: String, until: Int64)
}
