/// Bytes that are the same for the same seed, with those more often that mean something.
struct SeededBytes {
    private var state: UInt64
    private static let favourites: [UInt8] = [0, 1, 2, 0x0A, 0x0D, 0x20, 0x22, 0x5B, 0x7B, 0x7D, 0xFF]

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        // splitmix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func bytes(upTo limit: UInt64) -> [UInt8] {
        (0..<(next() % (limit + 1))).map { _ in
            let value = next()
            return value % 3 == 0
                ? UInt8(truncatingIfNeeded: value >> 8)
                : Self.favourites[Int((value >> 8) % UInt64(Self.favourites.count))]
        }
    }
}
