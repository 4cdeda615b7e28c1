/// One search for the best route: what is asked for, and the best that was found so far.
struct RouteSearch {
    let method: MethodBook.Mask
    let filter: RouteFilter?
    /// Set when no proxy serves the host: only routes that the process answers by itself apply.
    let onlyAnswersItself: Bool

    private(set) var best: RouteEntry?
    /// Number of bytes of the path that the best one's pattern matched.
    private(set) var matched = 0
    /// Whether the best one is a regular expression whose match ran into the limits.
    private(set) var limitExceeded = false

    init(method: MethodBook.Mask, filter: RouteFilter?, onlyAnswersItself: Bool) {
        self.method = method
        self.filter = filter
        self.onlyAnswersItself = onlyAnswersItself
    }

    /// Takes the first route of the list that applies, if it is better than the best so far.
    @inline(__always)
    mutating func consider(_ list: RouteList, matched length: Int, in store: RouteStore) {
        for entry in list.entries {
            guard couldWin(entry, in: store) else { return }
            guard applies(entry) else { continue }
            take(entry, matched: length)
            return
        }
    }

    /// Takes the first regular expression of the list that applies and matches, while one could still win.
    mutating func consider(regexes: RouteList, path: Span<UInt8>, in store: RouteStore, _ matcher: RegexMatcher) {
        for entry in regexes.entries {
            guard couldWin(entry, in: store) else { return }
            guard applies(entry), let regex = store.route(entry.slot)?.regex else { continue }
            switch regex.match(path, with: matcher) {
            case .noMatch: continue
            case .matched(let length): take(entry, matched: length)
            case .limitExceeded: take(entry, matched: 0, limitExceeded: true)
            }
            return
        }
    }

    @inline(__always)
    private func couldWin(_ entry: RouteEntry, in store: RouteStore) -> Bool {
        guard let best else { return true }
        return store.precedes(entry, best)
    }

    @inline(__always)
    private func applies(_ entry: RouteEntry) -> Bool {
        guard entry.methods & method != 0 else { return false }
        if onlyAnswersItself && !entry.answersItself { return false }
        return filter?.admits(entry.slot) ?? true
    }

    private mutating func take(_ entry: RouteEntry, matched length: Int, limitExceeded: Bool = false) {
        self.best = entry
        self.matched = length
        self.limitExceeded = limitExceeded
    }
}
