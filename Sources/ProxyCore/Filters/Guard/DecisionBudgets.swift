/// What may be told of each kind of decision: none of them hides another.
struct DecisionBudgets {
    private var acceptances: DecisionBudget
    /// Of tokens that are ours, and of calls that were made with one.
    private var refusals: DecisionBudget
    /// Of what anybody may send.
    private var strangersRefusals: DecisionBudget

    /// So many of each kind within a minute.
    init(limit: Int) {
        self.acceptances = DecisionBudget(limit: limit)
        self.refusals = DecisionBudget(limit: limit)
        self.strangersRefusals = DecisionBudget(limit: limit)
    }

    /// Whether one more is told at a time, seconds since 1970.
    mutating func takes(isAccepted: Bool, isKnown: Bool, at now: Int64) -> Bool {
        if isAccepted { return self.acceptances.takes(at: now) }
        return isKnown ? self.refusals.takes(at: now) : self.strangersRefusals.takes(at: now)
    }
}
