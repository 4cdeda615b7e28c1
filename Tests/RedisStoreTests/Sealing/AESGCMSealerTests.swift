import RedisStore
import Testing

@Suite struct `AES-GCM sealer` {
    private let key: SealingKey
    private let other: SealingKey
    private let plain = Array("-----BEGIN PRIVATE KEY-----".utf8)

    init() throws {
        key = try #require(SealingKey(secret: Array("an operator's secret, long enough".utf8)))
        other = try #require(SealingKey(secret: Array("another secret that is long enough".utf8)))
    }

    @Test func `tells installations apart, each time the same`() throws {
        #expect(key.installation != other.installation)
        #expect(SealingKey(secret: Array("an operator's secret, long enough".utf8))?.installation == key.installation)
    }

    @Test func `opens what it sealed`() throws {
        let sealer = AESGCMSealer(key)
        let sealed = try sealer.seal(plain, purpose: "bundle:a")
        #expect(try sealer.open(sealed, purpose: "bundle:a") == plain)
        #expect(try sealer.open(sealer.seal([], purpose: ""), purpose: "") == [])
    }

    @Test func `seals the same bytes differently each time`() throws {
        let sealer = AESGCMSealer(key)
        #expect(try sealer.seal(plain, purpose: "a") != sealer.seal(plain, purpose: "a"))
    }

    @Test func `refuses another purpose`() throws {
        let sealer = AESGCMSealer(key)
        let sealed = try sealer.seal(plain, purpose: "bundle:a")
        #expect(throws: SealingFailure.changed) { try sealer.open(sealed, purpose: "bundle:b") }
    }

    @Test func `says that another key is needed`() throws {
        let sealed = try AESGCMSealer(key).seal(plain, purpose: "a")
        let failure = #expect(throws: SealingFailure.unknownKey) { try AESGCMSealer(other).open(sealed, purpose: "a") }
        #expect(failure?.description.contains("SECRET_KEY") == true)
    }

    @Test func `opens under a previous key and seals under the current one`() throws {
        let old = try AESGCMSealer(key).seal(plain, purpose: "a")
        let rotated = AESGCMSealer(other, previous: [key])
        #expect(try rotated.open(old, purpose: "a") == plain)
        #expect(try AESGCMSealer(other).open(rotated.seal(plain, purpose: "a"), purpose: "a") == plain)
    }

    @Test func `refuses every changed byte and every cut`() throws {
        let sealer = AESGCMSealer(key)
        let sealed = try sealer.seal(plain, purpose: "a")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SealingFailure.self, "byte \(index)") { try sealer.open(changed, purpose: "a") }
            #expect(throws: SealingFailure.self, "\(index) bytes") {
                try sealer.open(Array(sealed[..<index]), purpose: "a")
            }
        }
    }

    @Test func `takes no short secret`() { #expect(SealingKey(secret: Array("fifteen bytes..".utf8)) == nil) }
}
