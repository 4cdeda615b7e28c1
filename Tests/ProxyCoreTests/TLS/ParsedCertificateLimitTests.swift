import Testing

@testable import ProxyCore

@Suite struct ParsedCertificateLimitTests {
    @Test(arguments: 1...64)
    func `lets all workers together keep no more than a share of what is opened`(workers: Int) {
        let limit = ParsedCertificateLimit(workers: workers)
        for opened in stride(from: 0, through: 20_000, by: 250) {
            let most = max(opened * 3 / 4, workers * ParsedCertificateLimit.minimum)
            #expect(limit.capacity(opened: opened) * workers <= most)
        }
    }

    @Test func `lets a worker keep some of however few`() {
        #expect(ParsedCertificateLimit(workers: 64).capacity(opened: 1) == ParsedCertificateLimit.minimum)
        #expect(ParsedCertificateLimit(workers: 0).capacity(opened: 100) == 75)
    }

    @Test func `lets no worker keep more than its maximum`() {
        #expect(ParsedCertificateLimit(workers: 1).capacity(opened: .max / 1_000) == ParsedCertificateLimit.maximum)
    }
}
