import RedisStore
import Testing

@Suite struct `Adoption of a loaded configuration` {
    @Test(arguments: [(0, 0), (5, 0), (5, 5), (6, 5)] as [(UInt64, UInt64)])
    func `takes what is not older`(_ loaded: UInt64, _ held: UInt64) {
        #expect(Adoption(of: loaded, over: held) == .adopt)
    }

    @Test(arguments: [(0, 1), (4, 5)] as [(UInt64, UInt64)])
    func `keeps what is newer than the store`(_ loaded: UInt64, _ held: UInt64) {
        #expect(Adoption(of: loaded, over: held) == .keep(storeRevision: loaded))
    }
}
