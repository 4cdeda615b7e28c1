import ProxyModel
import Testing

@testable import ProxyCore

struct `Prefix tree` {
    private func prefixes(_ tree: PrefixTree, of path: String) -> [Int] {
        var cursor = PrefixTree.Cursor()
        var lengths: [Int] = []
        let bytes = Array(path.utf8)
        while tree.next(&cursor, in: bytes.span) != nil { lengths.append(cursor.length) }
        return lengths
    }

    @Test func `yields every prefix of a path, the shortest first`() {
        let store = RouteStore()
        let tree = PrefixTree()
        for pattern in ["/", "/api", "/api/", "/api/v1", "/apiary", "/b"] {
            tree.insert(Array(pattern.utf8), entry(pattern, store), in: store)
        }
        #expect(prefixes(tree, of: "/api/v1/x") == [1, 4, 5, 7])
        #expect(prefixes(tree, of: "/api") == [1, 4])
        #expect(prefixes(tree, of: "/apiary") == [1, 7])
        #expect(prefixes(tree, of: "/ap") == [1])
        #expect(prefixes(tree, of: "").isEmpty)
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
            #expect(prefixes(tree, of: path) == expected.map(\.utf8.count).sorted(), "\(path) of \(expected)")
        }
    }

    private func entry(_ pattern: String, _ store: RouteStore) -> RouteEntry {
        RouteEntry(
            rank: RouteRank(route(pattern, pattern)), methods: MethodBook.all, slot: store.acquire(pattern),
            answersItself: true)
    }
}
