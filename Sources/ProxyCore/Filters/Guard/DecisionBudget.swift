/// How many decisions of a guard are told: strangers cause as many as they like, and each costs others something.
struct DecisionBudget {
    private static let span: Int64 = 60
    private let limit: Int
    private var begin: Int64?
    private var count = 0

    /// So many within a minute.
    init(limit: Int) { self.limit = limit }

    /// Whether one more is told at a time, seconds since 1970.
    mutating func takes(at now: Int64) -> Bool {
        let isOver = self.begin.map { now < $0 || now &- $0 >= Self.span } ?? true
        if isOver {
            self.begin = now
            self.count = 0
        }
        guard self.count < self.limit else { return false }
        self.count += 1
        return true
    }
}
