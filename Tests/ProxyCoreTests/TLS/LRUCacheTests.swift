import Testing

@testable import ProxyCore

@Suite struct LRUCacheTests {
    @Test func `drops what was not asked for the longest`() {
        var cache = LRUCache<String, Int>(capacity: 2)
        cache.insert(1, for: "a")
        cache.insert(2, for: "b")
        #expect(cache.value(for: "a") == 1)
        cache.insert(3, for: "c")
        #expect(cache.value(for: "b") == nil)
        #expect(cache.value(for: "a") == 1)
        #expect(cache.value(for: "c") == 3)
    }

    @Test func `takes a new value for a key in its place`() {
        var cache = LRUCache<String, Int>(capacity: 2)
        cache.insert(1, for: "a")
        cache.insert(2, for: "b")
        cache.insert(3, for: "a")
        cache.insert(4, for: "c")
        #expect(cache.value(for: "a") == 3)
        #expect(cache.value(for: "b") == nil)
        #expect(cache.count == 2)
    }

    @Test func `keeps at least one entry`() {
        var cache = LRUCache<Int, Int>(capacity: 0)
        cache.insert(1, for: 1)
        #expect(cache.value(for: 1) == 1)
        cache.insert(2, for: 2)
        #expect(cache.count == 1)
    }

    @Test func `is empty after all were removed`() {
        var cache = LRUCache<Int, Int>(capacity: 3)
        for number in 0..<3 { cache.insert(number, for: number) }
        cache.removeAll()
        #expect(cache.count == 0)
        cache.insert(7, for: 7)
        #expect(cache.value(for: 7) == 7)
    }

    @Test(arguments: 1...5)
    func `does the same as a plain list`(seed: Int) {
        var cache = LRUCache<Int, Int>(capacity: 8)
        var model: [(key: Int, value: Int)] = []
        var state = UInt64(seed)
        for step in 0..<4_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let key = Int(state >> 33) % 14
            let known = model.firstIndex { $0.key == key }
            switch state >> 60 {
            case 0..<6:
                if let known { model.remove(at: known) } else if model.count == 8 { model.removeFirst() }
                model.append((key, step))
                cache.insert(step, for: key)
            case 6..<13:
                let expected = known.map { model.remove(at: $0) }
                if let expected { model.append(expected) }
                #expect(cache.value(for: key) == expected?.value)
            default:
                #expect(cache.remove(key) == known.map { model.remove(at: $0).value })
            }
            #expect(cache.count == model.count)
        }
    }
}
