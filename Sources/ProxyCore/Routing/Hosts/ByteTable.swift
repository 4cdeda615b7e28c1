/// A hash table from byte strings to objects that carry their own key: open addressing, linear probing, no tombstones.
///
/// A place costs 12 bytes (hash and reference) and at least a quarter of the places is free, so an entry costs 16 to 32.
/// Growing moves hashes and references only; the keys are not touched.
struct ByteTable<Entry: ByteKeyed> {
    /// 0 marks a free place.
    private var hashes: ContiguousArray<UInt32> = []
    private var entries: ContiguousArray<Entry?> = []
    private(set) var count = 0
    private static var smallest: Int { 8 }

    /// Makes room for `capacity` entries at once.
    mutating func reserve(_ capacity: Int) {
        var places = Self.smallest
        while places * 3 < capacity * 4 { places *= 2 }
        if places > hashes.count { resize(to: places) }
    }

    /// The entry with this key, whose hash is `hash`.
    @inline(__always)
    func find(_ key: Span<UInt8>, hash: UInt32) -> Entry? {
        guard count > 0 else { return nil }
        let mask = hashes.count &- 1
        var place = Int(hash) & mask
        while true {
            let found = hashes[place]
            if found == 0 { return nil }
            if found == hash, let entry = entries[place], entry.key.span.hasSameBytes(as: key) { return entry }
            place = (place &+ 1) & mask
        }
    }

    /// Adds an entry or replaces the one with the same key, which is returned.
    mutating func insert(_ entry: Entry, hash: UInt32) -> Entry? {
        if let place = place(of: entry.key.span, hash: hash) {
            let old = entries[place]
            entries[place] = entry
            return old
        }
        if (count + 1) * 4 > hashes.count * 3 { resize(to: max(Self.smallest, hashes.count * 2)) }
        put(entry, hash: hash)
        count += 1
        return nil
    }

    /// Removes and returns the entry with this key.
    mutating func remove(_ key: Span<UInt8>, hash: UInt32) -> Entry? {
        guard var hole = place(of: key, hash: hash) else { return nil }
        let removed = entries[hole]
        let mask = hashes.count &- 1
        var next = (hole + 1) & mask
        // Whoever was pushed past the hole moves into it, so that a later search does not stop there.
        while hashes[next] != 0 {
            let home = Int(hashes[next]) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                hashes[hole] = hashes[next]
                entries[hole] = entries[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        hashes[hole] = 0
        entries[hole] = nil
        count -= 1
        if hashes.count > Self.smallest, count * 8 < hashes.count { resize(to: hashes.count / 2) }
        return removed
    }

    private func place(of key: Span<UInt8>, hash: UInt32) -> Int? {
        guard count > 0 else { return nil }
        let mask = hashes.count &- 1
        var place = Int(hash) & mask
        while hashes[place] != 0 {
            if hashes[place] == hash, let entry = entries[place], entry.key.span.hasSameBytes(as: key) { return place }
            place = (place + 1) & mask
        }
        return nil
    }

    private mutating func put(_ entry: Entry?, hash: UInt32) {
        let mask = hashes.count &- 1
        var place = Int(hash) & mask
        while hashes[place] != 0 { place = (place + 1) & mask }
        hashes[place] = hash
        entries[place] = entry
    }

    private mutating func resize(to places: Int) {
        let (oldHashes, oldEntries) = (hashes, entries)
        hashes = ContiguousArray(repeating: 0, count: places)
        entries = ContiguousArray(repeating: nil, count: places)
        for place in oldHashes.indices where oldHashes[place] != 0 {
            put(oldEntries[place], hash: oldHashes[place])
        }
    }
}
