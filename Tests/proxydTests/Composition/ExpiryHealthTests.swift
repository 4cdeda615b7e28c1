import ManagementAPI
import ProxyModel
import Testing

@testable import proxyd

@Suite struct `Health of certificates` {
    private func health(_ ends: [Int64], now: Int64) -> HealthReport.Component {
        let news = CertificateNews()
        news.take(
            ChangeSet(
                revision: 1,
                changes: ends.enumerated().map { number, end in
                    .put(
                        .certificate(
                            CertificateRecord(
                                name: "c\(number)", domains: ["c\(number).test"], origin: .acme, keyType: "ecdsa",
                                issuer: "CN=Test", serial: "01", fingerprint: "sha256:00", notBefore: 0, notAfter: end,
                                createdAt: 0)))
                }))
        return NodeHealth.certificates(news.expiries, now: now)
    }

    @Test func `is good while none has ended`() {
        let component = health([11, 12], now: 10)
        #expect(component == HealthReport.Component(name: "certificates", status: .healthy))
    }

    @Test func `counts those that have ended for everybody`() {
        #expect(health([9, 9, 20], now: 10).detail == "expired and served all the same: 2")
    }

    @Test func `names those that have ended to the admin, and not all of very many`() {
        #expect(health([9, 20], now: 10).adminDetail == "expired and served all the same: c0")
        let many = health(Array(repeating: 9, count: 5), now: 10)
        #expect(many.status == .degraded)
        #expect(many.adminDetail == "expired and served all the same: c0, c1, c2 and 2 more")
    }
}
