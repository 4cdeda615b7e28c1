import ProxyModel
import Testing

@testable import ProxyCore

struct `Prefix tree` {
    /// The lengths of the prefixes of a path, found by asking for the routes one after the other.
    private func prefixes(_ tree: PrefixTree, of path: String, _ store: RouteStore) -> [Int] {
        let bytes = Array(path.utf8)
        var lengths: [Int] = []
        // Each length has a method of its own, so a search for that method sees only it.
        for length in 0..<60 {
            var search = RouteSearch(method: 1 << UInt64(length), onlyAnswersItself: false)
            tree.search(bytes.span, nil, &search, in: store)
            if search.best != nil { lengths.append(search.matched) }
        }
        return lengths
    }

    @Test func `finds every prefix of a path`() {
        let store = RouteStore()
        let tree = PrefixTree()
        for pattern in ["/", "/api", "/api/", "/api/v1", "/apiary", "/b"] {
            tree.insert(Array(pattern.utf8), entry(pattern, store), in: store)
        }
        #expect(prefixes(tree, of: "/api/v1/x", store) == [1, 4, 5, 7])
        #expect(prefixes(tree, of: "/api", store) == [1, 4])
        #expect(prefixes(tree, of: "/apiary", store) == [1, 7])
        #expect(prefixes(tree, of: "/ap", store) == [1])
        #expect(prefixes(tree, of: "", store).isEmpty)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `agrees with a look at every prefix through insertions and removals`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let store = RouteStore()
        let tree = PrefixTree()
        var present: Set<String> = []
        func word() -> String {
            (0..<Int.random(in: 1...4, using: &random))
                .map { _ in
                    "/" + String("abcd".randomElement(using: &random) ?? "a") + (Bool.random(using: &random) ? "x" : "")
                }
                .joined() + (Int.random(in: 0..<4, using: &random) == 0 ? "/" : "")
        }
        for step in 0..<3_000 {
            let removes = (step / 500) % 2 == 1
            let pattern = removes ? present.randomElement(using: &random) ?? word() : word()
            if removes {
                guard present.remove(pattern) != nil, let slot = store.slot(of: pattern) else { continue }
                tree.remove(Array(pattern.utf8), slot)
                store.release(slot, id: pattern)
            } else if present.insert(pattern).inserted {
                tree.insert(Array(pattern.utf8), entry(pattern, store), in: store)
            }
            let path = word()
            let expected = present.filter { path == $0 || path.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }
            #expect(prefixes(tree, of: path, store) == expected.map(\.utf8.count).sorted(), "\(path) of \(expected)")
        }
    }

    private func entry(_ pattern: String, _ store: RouteStore) -> RouteEntry {
        RouteEntry(
            rank: RouteRank(route(pattern, pattern)), methods: 1 << UInt64(pattern.utf8.count),
            slot: store.acquire(pattern),
            answersItself: true)
    }
}
