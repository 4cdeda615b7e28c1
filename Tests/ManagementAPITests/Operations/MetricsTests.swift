import ACME
import ProxyModel
import TestSupport
import Testing

@testable import ManagementAPI

@Suite struct `Metrics of certificates` {
    private static let day: Int64 = 86_400_000

    private func index(_ count: Int, now: Int64) -> CertificateExpiries {
        let expiries = CertificateExpiries()
        expiries.apply(
            (0..<count).map { number in
                .put(
                    .certificate(
                        CertificateRecord(
                            name: "c\(number)", domains: ["c\(number).test"], origin: .acme, keyType: "ecdsa",
                            issuer: "CN=Test", serial: "01", fingerprint: "sha256:00", notBefore: 0,
                            notAfter: now + Int64(number - 1) * Self.day, createdAt: 0)))
            })
        expiries.apply([
            .put(.certificateIntent(CertificateIntent(name: "none", domains: ["none.test"], createdAt: 0)))
        ])
        return expiries
    }

    @Test func `count by state and by days left`() {
        var metrics = PrometheusText()
        CertificateMetrics.write(index(10, now: 100 * Self.day), failing: 3, now: 100 * Self.day, to: &metrics)
        let lines = metrics.text.split(separator: "\n").map(String.init)
        for line in [
            #"proxyd_certificates{state="valid"} 8"#, #"proxyd_certificates{state="expired"} 2"#,
            #"proxyd_certificates{state="missing"} 1"#, #"proxyd_certificates_expiring{within_days="1"} 3"#,
            #"proxyd_certificates_expiring{within_days="90"} 10"#,
            #"proxyd_certificate_expiry_seconds{cert_name="c0"} -86400"#,
            #"proxyd_certificate_expiry_seconds{cert_name="c9"} 691200"#,
            "proxyd_certificate_issuances_failing 3", "# TYPE proxyd_certificates gauge",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func `do not count what was revoked as valid`() {
        let expiries = index(10, now: 100 * Self.day)
        var revoked = CertificateRecord(
            name: "c5", domains: ["c5.test"], origin: .acme, keyType: "ecdsa", issuer: "CN=Test", serial: "01",
            fingerprint: "sha256:00", notBefore: 0, notAfter: 104 * Self.day, createdAt: 0)
        revoked.revokedAt = 99 * Self.day
        expiries.apply([.put(.certificate(revoked))])
        var metrics = PrometheusText()
        CertificateMetrics.write(expiries, failing: nil, now: 100 * Self.day, to: &metrics)
        #expect(metrics.text.contains(#"proxyd_certificates{state="valid"} 7"#))
        #expect(metrics.text.contains(#"proxyd_certificates{state="revoked"} 1"#))
        #expect(metrics.text.contains(#"proxyd_certificates{state="expired"} 2"#))
    }

    @Test func `grow with nothing`() {
        var (few, many) = (PrometheusText(), PrometheusText())
        CertificateMetrics.write(index(CertificateMetrics.named, now: 0), failing: nil, now: 0, to: &few)
        CertificateMetrics.write(index(5_000, now: 0), failing: nil, now: 0, to: &many)
        #expect(few.text.split(separator: "\n").count == many.text.split(separator: "\n").count)
    }

    @Test func `escape what would end a label`() {
        var metrics = PrometheusText()
        metrics.gauge("m", "Help.", [(["name": "a\"b\\c\nd"], 1)])
        #expect(metrics.text.hasSuffix("m{name=\"a\\\"b\\\\c\\nd\"} 1\n"))
    }

    @Test func `are for the admin alone`() async throws {
        let api = ManagementHarness()
        let reply = await api.call("GET", "/metrics")
        #expect(reply.status == 200 && reply.text.contains("proxyd_certificates{"))
        #expect(reply.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(await api.call("GET", "/metrics", as: nil).status == 401)
        #expect(await api.call("GET", "/metrics", as: try await api.token("ann")).status == 403)
    }
}
