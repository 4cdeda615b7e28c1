import TestSupport
import Testing

@testable import Reactor

@Suite struct `Issuers of certificates` {
    private let authority: TestCertificate

    init() throws { authority = try TestCertificate.authority() }

    private func certificate(_ name: String, in library: TLSLibrary) throws -> TLSCertificate {
        let made = try TestCertificate.make([name], issuer: authority)
        return try made.parsed(in: library)
    }

    @Test func `are parsed once for all certificates of a library`() throws {
        let library = try TLSLibrary()
        let first = try certificate("a.example", in: library)
        let second = try certificate("b.example", in: library)
        #expect(first.chain.issuerChain === second.chain.issuerChain)
        #expect(library.issuers.count == 1)
    }

    @Test func `are not shared between libraries`() throws {
        let first = try certificate("a.example", in: TLSLibrary())
        let second = try certificate("b.example", in: TLSLibrary())
        #expect(first.chain.issuerChain !== second.chain.issuerChain)
    }

    @Test func `are kept apart when they differ`() throws {
        let library = try TLSLibrary()
        let first = try certificate("a.example", in: library)
        let made = try TestCertificate.make(["b.example"], issuer: TestCertificate.authority())
        let second = try made.parsed(in: library)
        #expect(first.chain.issuerChain !== second.chain.issuerChain)
    }

    @Test func `are kept in bounded number and live on with their certificates`() throws {
        let library = try TLSLibrary()
        let certificate = try certificate("a.example", in: library)
        for number in 0...IssuerChains.limit {
            library.issuers[[[UInt8(truncatingIfNeeded: number)]]] = try IssuerChain()
        }
        #expect(library.issuers.count <= IssuerChains.limit)
        try certificate.chain.checkOrder()
    }
}
