/// What is wanted of one budget of an authority: a bucket of tokens that fills again at a steady pace.
package struct BudgetDemand: Sendable, Equatable {
    /// Which bucket; a word for the kind of limit and what it counts, such as `domain:example.com`.
    package var bucket: String
    /// How many tokens the full bucket has, at least 1.
    package var capacity: Int64
    /// Milliseconds after which one more is there.
    package var interval: Int64
    /// Whether one is taken; else one must be there, and stays.
    package var isTaken: Bool

    /// Makes a demand.
    package init(bucket: String, capacity: Int64, interval: Int64, isTaken: Bool = true) {
        self.bucket = bucket
        self.capacity = capacity
        self.interval = interval
        self.isTaken = isTaken
    }
}
