/// What a search looks at of a route: 32 bytes without references; the route itself is found by its slot.
struct RouteEntry: BitwiseCopyable {
    let rank: RouteRank
    let methods: MethodBook.Mask
    let slot: UInt32
    /// Whether the process answers by itself, so that the route serves hosts that no proxy knows.
    let answersItself: Bool
}
