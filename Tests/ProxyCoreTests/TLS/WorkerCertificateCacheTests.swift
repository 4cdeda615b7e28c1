import Reactor
import TestSupport
import Testing

@testable import ProxyCore

@Suite struct WorkerCertificateCacheTests {
    private static let made = Result { try TestCertificate.make(["a.example"]) }

    private let certificate: TLSCertificate
    private var cache = WorkerCertificateCache()

    init() throws {
        let made = try Self.made.get()
        certificate = try TLSCertificate(CompactCertificate(chain: made.chain, key: made.key), library: TLSLibrary())
    }

    @Test mutating func `keeps as many as it is told at the last insertion`() {
        for number in 0..<40 { cache.insert(certificate, for: "\(number)", capacity: 40) }
        #expect(ready(0..<40) == 40)
        cache.insert(certificate, for: "40", capacity: 8)
        #expect(ready(0..<41) == 8)
        cache.insert(certificate, for: "41", capacity: 9)
        #expect(ready(0..<42) == 9)
    }

    @Test mutating func `keeps one whatever others come, until it changes`() {
        cache.insert(certificate, for: "default", capacity: 2)
        cache.keep(certificate, for: "default")
        for number in 0..<5 { cache.insert(certificate, for: "\(number)", capacity: 2) }
        #expect(isReady("default"))
        cache.remove("default")
        #expect(!isReady("default"))
    }

    @Test mutating func `keeps no other when it is told to keep one`() {
        cache.keep(certificate, for: "first")
        cache.keep(certificate, for: "second")
        #expect(!isReady("first"))
        #expect(isReady("second"))
    }

    @Test mutating func `forgets one of the local authority that it keeps`() {
        cache.keep(certificate, for: LocalCertificateName.localhost)
        cache.removeLocal()
        #expect(!isReady(LocalCertificateName.localhost))
    }

    private mutating func ready(_ numbers: Range<Int>) -> Int { numbers.count { isReady("\($0)") } }

    private mutating func isReady(_ name: String) -> Bool {
        if case .ready = cache.lookup(name, now: .now) { true } else { false }
    }
}
