/// One search for the best route: what is asked for, and the best that was found so far.
struct RouteSearch: BitwiseCopyable {
    let method: MethodBook.Mask
    /// Set when no proxy serves the host: only routes that the process answers by itself apply.
    let onlyAnswersItself: Bool

    private(set) var best: RouteEntry?
    /// Number of bytes of the path that the best one's pattern matched.
    private(set) var matched = 0
    /// Whether the best one is a regular expression whose match ran into the limits.
    private(set) var limitExceeded = false

    init(method: MethodBook.Mask, onlyAnswersItself: Bool) {
        self.method = method
        self.onlyAnswersItself = onlyAnswersItself
    }

    /// Whether the entry is better than the best so far; if not, nothing behind it in a sorted list is.
    @inline(__always)
    func couldWin(_ entry: RouteEntry, in store: RouteStore) -> Bool {
        guard let best else { return true }
        return store.precedes(entry, best)
    }

    /// Whether the route takes part, its path aside.
    @inline(__always)
    func applies(_ entry: RouteEntry, _ filter: RouteFilter?) -> Bool {
        guard entry.methods & method != 0 else { return false }
        if onlyAnswersItself && !entry.answersItself { return false }
        return filter?.admits(entry.slot) ?? true
    }

    /// Makes the entry the best.
    @inline(__always)
    mutating func take(_ entry: RouteEntry, matched length: Int, limitExceeded: Bool = false) {
        self.best = entry
        self.matched = length
        self.limitExceeded = limitExceeded
    }
}
