import Testing

@testable import ProxyCore

struct `Byte tables` {
    private final class Entry: ByteKeyed {
        let key: [UInt8]
        init(_ number: Int) { key = Array("\(number)".utf8) }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `holds what was put in and not taken out`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let hash = ByteHash(first: seed, second: ~seed)
        let table = ByteTable<Entry>()
        var model: [[UInt8]: Entry] = [:]
        for step in 0..<8_000 {
            // It fills for a while, then it empties, so that it grows and shrinks.
            let fills = (step / 1_000) % 2 == 0
            let entry = Entry(Int.random(in: 0..<600, using: &random))
            if Int.random(in: 0..<4, using: &random) == 0 ? !fills : fills {
                #expect(table.insert(entry, hash: hash.hash(entry.key)) === model.updateValue(entry, forKey: entry.key))
            } else {
                let key = entry.key
                let removed = table.remove(key.span, hash: hash.hash(key))
                #expect(removed === model.removeValue(forKey: key))
            }
            let probe = Entry(Int.random(in: 0..<600, using: &random)).key
            let found = table.find(probe.span, hash: hash.hash(probe))
            #expect(found === model[probe])
            #expect(table.count == model.count)
        }
    }

    @Test func `keys with one hash stay apart`() {
        let table = ByteTable<Entry>()
        let entries = (0..<20).map { Entry($0) }
        for entry in entries { #expect(table.insert(entry, hash: 7) == nil) }
        for entry in entries.reversed() where entry.key != entries[3].key {
            let key = entry.key
            let removed = table.remove(key.span, hash: 7)
            #expect(removed === entry)
        }
        #expect(table.count == 1)
        let key = entries[3].key
        let found = table.find(key.span, hash: 7)
        #expect(found === entries[3])
    }

    @Test func `a hash looks at every byte and at the length, and is never zero`() {
        let hash = ByteHash(first: 0x1234_5678_9ABC_DEF0, second: 0x0FED_CBA9_8765_4321)
        for length in 0..<70 {
            let key = [UInt8](repeating: 0x61, count: length)
            let original = hash.hash(key)
            #expect(original != 0)
            #expect(hash.hash(key + [0x61]) != original)
            for index in key.indices {
                var other = key
                other[index] = 0x62
                #expect(hash.hash(other) != original, "byte \(index) of \(length)")
            }
        }
    }

    @Test func `different seeds give different hashes`() {
        let key = Array("example.com".utf8)
        #expect(ByteHash(first: 1, second: 2).hash(key) != ByteHash(first: 1, second: 3).hash(key))
        #expect(ByteHash(first: 1, second: 2).hash(key) != ByteHash(first: 2, second: 2).hash(key))
    }
}
