import ProxyModel
import Testing

@testable import ACME

@Suite struct `Warnings of the end of a certificate` {
    private static let day: Int64 = 86_400_000

    private func days(left: Double, of life: Int64, origin: CertificateRecord.Origin = .acme) -> Int64? {
        let record = CertificateRecord(
            name: "c", domains: ["c.test"], origin: origin, keyType: "ecdsa", issuer: "CN=Test", serial: "01",
            fingerprint: "sha256:00", notBefore: 0, notAfter: life * Self.day, createdAt: 0)
        let now = life * Self.day - Int64(left * Double(Self.day))
        return ExpiryWarning(CertificateExpiryIndex.Entry(record), thresholds: [3, 14, 1, 7], now: now)?.days
    }

    @Test(arguments: [(14.1, nil), (14, 14), (7.5, 14), (7, 7), (2, 3), (0.5, 1), (0, 0), (-0.5, 0), (-2.5, -2)])
    func `name the last number of days that was passed`(left: Double, expected: Int64?) {
        #expect(days(left: left, of: 90) == expected)
    }

    @Test(arguments: [(6.9, nil), (3.4, nil), (2.9, 3), (0.9, 1)])
    func `wait until the replacement of a short-lived certificate is late`(left: Double, expected: Int64?) {
        #expect(days(left: left, of: 7) == expected)
    }

    @Test func `come early for what nobody replaces by itself`() {
        #expect(days(left: 13, of: 20) == nil, "its replacement is due at a third of its life")
        #expect(days(left: 13, of: 20, origin: .upload) == 14)
        #expect(days(left: 6.9, of: 7, origin: .upload) == nil, "it never had more")
    }

    @Test func `are told apart by certificate, end and days`() {
        let record = CertificateRecord(
            name: "c", domains: ["c.test"], origin: .upload, keyType: "ecdsa", issuer: "CN=Test", serial: "01",
            fingerprint: "sha256:00", notBefore: 0, notAfter: 90 * Self.day, createdAt: 0)
        let warning = ExpiryWarning(CertificateExpiryIndex.Entry(record), thresholds: [7], now: 84 * Self.day)
        #expect(warning?.id == "c:7776000000:7" && warning?.isExpired == false)
    }
}
