import ProxyCore
import ProxyModel
import Testing

@Suite struct CertificateIndexTests {
    @Test func `prefers the exact name to the wildcard`() {
        let index = makeIndex([
            .test("wild", domains: ["*.example.com"]), .test("exact", domains: ["www.example.com"]),
        ])
        #expect(index.candidates(for: "www.example.com").ecdsa == "exact")
        #expect(index.candidates(for: "api.example.com").ecdsa == "wild")
    }

    @Test func `lets a wildcard stand for one label only`() {
        let index = makeIndex([.test("wild", domains: ["*.example.com"])])
        #expect(index.candidates(for: "a.b.example.com").isEmpty)
        #expect(index.candidates(for: "example.com").isEmpty)
        #expect(index.candidates(for: ".example.com").isEmpty)
        #expect(index.candidates(for: "*.example.com").ecdsa == "wild")
        #expect(index.candidates(for: "com").isEmpty)
        #expect(index.candidates(for: "").isEmpty)
    }

    @Test func `offers certificates of each key family for one name`() {
        let index = makeIndex([
            .test("a", domains: ["a.example"], keyType: "ecdsa"), .test("b", domains: ["a.example"], keyType: "rsa"),
            .test("c", domains: ["a.example"], keyType: "ed25519"),
        ])
        #expect(index.candidates(for: "a.example").names == ["a", "b", "c"])
    }

    @Test func `chooses the certificate that is valid longest, then the first by name`() {
        let records: [CertificateRecord] = [
            .test("b", domains: ["a.example"], notAfter: 5), .test("c", domains: ["a.example"], notAfter: 9),
            .test("a", domains: ["a.example"], notAfter: 9), .test("d", domains: ["a.example"], notAfter: 1),
        ]
        #expect(makeIndex(records).candidates(for: "a.example").ecdsa == "a")
        #expect(makeIndex(records.reversed()).candidates(for: "a.example").ecdsa == "a")
    }

    @Test func `forgets a certificate with all its names`() {
        var index = makeIndex([
            .test("one", domains: ["a.example", "*.a.example"]), .test("two", domains: ["a.example"], notAfter: 1),
        ])
        index.remove("one")
        index.remove("unknown")
        #expect(index.candidates(for: "a.example").ecdsa == "two")
        #expect(index.candidates(for: "x.a.example").isEmpty)
        #expect(index.count == 1)
    }

    @Test func `forgets the old names of a certificate that changed`() {
        var index = makeIndex([.test("one", domains: ["old.example", "same.example"])])
        index.put(.test("one", domains: ["new.example", "same.example"], keyType: "rsa"))
        #expect(index.candidates(for: "old.example").isEmpty)
        #expect(index.candidates(for: "new.example").rsa == "one")
        #expect(index.candidates(for: "same.example") == CertificateCandidates(rsa: "one"))
        #expect(index.count == 1)
    }

    @Test func `reuses the place of what it forgot`() {
        var index = CertificateIndex()
        for round in 0..<1_000 {
            index.put(.test("c\(round)", domains: ["h\(round).example"]))
            if round >= 10 { index.remove("c\(round - 10)") }
        }
        #expect(index.count == 10)
        #expect(index.candidates(for: "h999.example").ecdsa == "c999")
        #expect(index.candidates(for: "h989.example").isEmpty)
    }

    private func makeIndex(_ records: [CertificateRecord]) -> CertificateIndex {
        var index = CertificateIndex()
        records.forEach { index.put($0) }
        return index
    }
}
