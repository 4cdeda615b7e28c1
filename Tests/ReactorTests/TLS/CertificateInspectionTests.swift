import Reactor
import TestSupport
import Testing

@Suite struct CertificateInspectionTests {
    @Test func `reads names in lower case, wildcards and addresses`() throws {
        let made = try TestCertificate.make(["WWW.Example.com", "*.example.com", "192.0.2.7", "2001:db8::7"])
        let inspection = try CertificateInspection(chain: made.chain)
        #expect(inspection.names == ["www.example.com", "*.example.com", "192.0.2.7", "2001:db8::7"])
    }

    @Test func `tells who issued it and whether it did so itself`() throws {
        let issued = try CertificateInspection(chain: TestCertificates.other.chain)
        #expect(issued.issuer == "CN=Test authority,O=proxyd tests")
        #expect(issued.isSelfSigned == false)
        let authority = try CertificateInspection(chain: TestCertificates.authority.chain)
        #expect(authority.isSelfSigned)
    }

    @Test func `tells validity, fingerprint and serial number`() throws {
        let inspection = try CertificateInspection(chain: TestCertificates.other.chain)
        #expect(inspection.notAfter - inspection.notBefore == 86_400)
        #expect(inspection.fingerprint.hasPrefix("sha256:"))
        #expect(inspection.fingerprint.utf8.count == 71)
        #expect(inspection.serial.isEmpty == false)
        #expect(inspection.serial.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }

    @Test func `tells different certificates apart by fingerprint`() throws {
        let one = try CertificateInspection(chain: TestCertificates.other.chain)
        let another = try CertificateInspection(chain: TestCertificates.localhost.chain)
        #expect(one.fingerprint != another.fingerprint)
    }

    @Test func `says times in plain words`() {
        #expect("\(TLSCertificateError.expired(notAfter: 0))" == "the certificate expired at 1970-01-01T00:00:00Z")
    }
}
