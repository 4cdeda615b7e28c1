internal import ProxyModel

/// The routes of one scope: exact paths by hash, prefixes by radix tree, regular expressions in order.
///
/// A prefix ends at the border of a segment: `/api` matches `/api` and `/api/users`, not `/apix`. A prefix with a slash at
/// its end matches what lies below it: `/api/` matches `/api/` and `/api/users`, not `/api`. `/` matches every path.
final class RouteTable {
    private final class ExactPath: ByteKeyed {
        let key: [UInt8]
        let list = RouteList()
        init(_ key: [UInt8]) { self.key = key }
    }

    private let hash: ByteHash
    private let exact = ByteTable<ExactPath>()
    private let prefixes = PrefixTree()
    private let regexes = RouteList()
    private(set) var count = 0

    init(hash: ByteHash) { self.hash = hash }

    /// Offers the search every route of this scope whose pattern matches the path.
    @inline(__always)
    func search(
        _ path: Span<UInt8>, _ filter: RouteFilter?, _ search: inout RouteSearch, in store: RouteStore,
        _ matcher: RegexMatcher
    ) {
        if self.exact.count > 0, let found = self.exact.find(path, hash: self.hash.hash(path)) {
            Self.search(found.list, path, filter, &search, in: store)
        }
        self.prefixes.search(path, filter, &search, in: store)
        if !self.regexes.isEmpty { self.searchRegexes(path, filter, &search, in: store, matcher) }
    }

    private static func search(
        _ list: RouteList, _ path: Span<UInt8>, _ filter: RouteFilter?, _ search: inout RouteSearch,
        in store: RouteStore
    ) {
        for index in 0..<list.count {
            let entry = list[index]
            guard search.couldWin(entry, in: store) else { return }
            if search.applies(entry, filter) { return search.take(entry, matched: path.count) }
        }
    }

    private func searchRegexes(
        _ path: Span<UInt8>, _ filter: RouteFilter?, _ search: inout RouteSearch, in store: RouteStore,
        _ matcher: RegexMatcher
    ) {
        for index in 0..<self.regexes.count {
            let entry = self.regexes[index]
            guard search.couldWin(entry, in: store) else { return }
            guard search.applies(entry, filter), let regex = store.route(entry.slot)?.regex else { continue }
            switch regex.match(path, with: matcher) {
            case .noMatch: continue
            case .matched(let length): return search.take(entry, matched: length)
            case .limitExceeded: return search.take(entry, matched: 0, limitExceeded: true)
            }
        }
    }

    /// Adds a route that is not in the table.
    func insert(_ route: CompiledRoute, in store: RouteStore) {
        let pattern = Array(route.source.pathPattern.utf8)
        switch route.source.match {
        case .exact:
            let hash = self.hash.hash(pattern)
            if let found = self.exact.find(pattern.span, hash: hash) {
                found.list.insert(route.entry, in: store)
            } else {
                let path = ExactPath(pattern)
                path.list.insert(route.entry, in: store)
                _ = self.exact.insert(path, hash: hash)
            }
        case .prefix: self.prefixes.insert(pattern, route.entry, in: store)
        case .regex: self.regexes.insert(route.entry, in: store)
        }
        self.count += 1
    }

    /// Removes a route that is in the table.
    func remove(_ route: CompiledRoute) {
        let pattern = Array(route.source.pathPattern.utf8)
        switch route.source.match {
        case .exact:
            let hash = self.hash.hash(pattern)
            guard let found = self.exact.find(pattern.span, hash: hash) else { return }
            found.list.remove(route.entry.slot)
            if found.list.isEmpty { _ = self.exact.remove(pattern.span, hash: hash) }
        case .prefix: self.prefixes.remove(pattern, route.entry.slot)
        case .regex: self.regexes.remove(route.entry.slot)
        }
        self.count -= 1
    }
}

@available(*, unavailable)
extension RouteTable: Sendable {}
