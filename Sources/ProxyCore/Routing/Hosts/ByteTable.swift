/// A hash table from byte strings to objects that carry their own key: open addressing, linear probing, no tombstones.
///
/// A place costs 16 bytes (hash and reference) and at least a quarter of the places is free, so an entry costs 22 to 43.
/// Growing moves hashes and references only; the keys are not touched. The places are one run of memory of the table's own:
/// a search touches one place, the entry and its key, and counts no reference but the one that it returns.
@safe
final class ByteTable<Entry: ByteKeyed> {
    @unsafe private struct Place {
        /// 0 marks a free place.
        var hash: UInt32
        /// Holds one reference while the place is taken.
        var entry: Unmanaged<Entry>?
    }

    private var places: UnsafeMutablePointer<Place>
    /// Number of places less one; they are a power of two, or a single one that stays free.
    private var mask = 0
    private(set) var count = 0
    private static var smallest: Int { 8 }

    init() { unsafe self.places = Self.allocate(1) }

    deinit {
        for place in 0...self.mask { unsafe self.places[place].entry?.release() }
        unsafe self.places.deallocate()
    }

    /// Makes room for `capacity` entries at once.
    func reserve(_ capacity: Int) {
        var places = Self.smallest
        while places * 3 < capacity * 4 { places *= 2 }
        if places > self.mask + 1 { self.resize(to: places) }
    }

    /// The entry with this key, whose hash is `hash`.
    @inline(__always)
    func find(_ key: Span<UInt8>, hash: UInt32) -> Entry? {
        let (places, mask) = unsafe (self.places, self.mask)
        var place = Int(hash) & mask
        while true {
            let found = unsafe places[place]
            if unsafe found.hash == hash, let entry = unsafe found.entry?.takeUnretainedValue(),
                entry.key.span.hasSameBytes(as: key)
            {
                return entry
            }
            if unsafe found.hash == 0 { return nil }
            place = (place &+ 1) & mask
        }
    }

    /// Adds an entry or replaces the one with the same key, which is returned.
    func insert(_ entry: Entry, hash: UInt32) -> Entry? {
        if let place = self.place(of: entry.key.span, hash: hash) {
            let old = unsafe self.places[place].entry?.takeRetainedValue()
            unsafe self.places[place].entry = .passRetained(entry)
            return old
        }
        if (self.count + 1) * 4 > (self.mask + 1) * 3 { self.resize(to: max(Self.smallest, (self.mask + 1) * 2)) }
        unsafe self.put(Place(hash: hash, entry: .passRetained(entry)))
        self.count += 1
        return nil
    }

    /// Removes and returns the entry with this key.
    func remove(_ key: Span<UInt8>, hash: UInt32) -> Entry? {
        guard var hole = self.place(of: key, hash: hash) else { return nil }
        let removed = unsafe self.places[hole].entry?.takeRetainedValue()
        var next = (hole + 1) & self.mask
        // Whoever was pushed past the hole moves into it, so that a later search does not stop there.
        while true {
            let moved = unsafe self.places[next]
            if unsafe moved.hash == 0 { break }
            let home = unsafe Int(moved.hash) & self.mask
            if (next &- home) & self.mask >= (next &- hole) & self.mask {
                unsafe self.places[hole] = moved
                hole = next
            }
            next = (next + 1) & self.mask
        }
        unsafe self.places[hole] = Place(hash: 0, entry: nil)
        self.count -= 1
        if self.mask >= Self.smallest, self.count * 8 <= self.mask { self.resize(to: (self.mask + 1) / 2) }
        return removed
    }
}

extension ByteTable {
    private func place(of key: Span<UInt8>, hash: UInt32) -> Int? {
        var place = Int(hash) & self.mask
        while true {
            let found = unsafe self.places[place]
            if unsafe found.hash == 0 { return nil }
            if unsafe found.hash == hash, let entry = unsafe found.entry?.takeUnretainedValue(),
                entry.key.span.hasSameBytes(as: key)
            {
                return place
            }
            place = (place + 1) & self.mask
        }
    }

    private func put(_ entry: Place) {
        var place = unsafe Int(entry.hash) & self.mask
        while unsafe self.places[place].hash != 0 { place = (place + 1) & self.mask }
        unsafe self.places[place] = entry
    }

    private func resize(to capacity: Int) {
        let (old, oldMask) = unsafe (self.places, self.mask)
        unsafe self.places = Self.allocate(capacity)
        self.mask = capacity - 1
        for place in 0...oldMask where unsafe old[place].hash != 0 { unsafe self.put(old[place]) }
        unsafe old.deallocate()
    }

    private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Place> {
        let places = UnsafeMutablePointer<Place>.allocate(capacity: capacity)
        unsafe places.initialize(repeating: Place(hash: 0, entry: nil), count: capacity)
        return unsafe places
    }
}

@available(*, unavailable)
extension ByteTable: Sendable {}
