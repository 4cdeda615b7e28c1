import ACME
import ProxyModel
import Testing

@Suite struct `Certificate signing request` {
    @Test(arguments: CertificateKey.Kind.allCases)
    func `is one that OpenSSL takes, with exactly the names`(_ kind: CertificateKey.Kind) throws {
        let names = ["a.example", "*.a.example", "192.0.2.7", "2001:db8::1"]
        let identifiers = names.compactMap(ACMEIdentifier.init(name:))
        let key = try CertificateKey.ready(kind)
        let der = try CertificateSigningRequest.der(identifiers, key: key)
        let folder = try PEMFolder()
        try folder.write(PEMFolder.pem(der, "CERTIFICATE REQUEST"), to: "csr.pem")
        try folder.write(key.pem, to: "key.pem")
        #expect(folder.openssl("req -in csr.pem -noout -verify -text -out text"))
        let text = try folder.read("text")
        #expect(
            text.contains(
                "DNS:a.example, DNS:*.a.example, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:1\n"))
        #expect(text.contains("Subject: \n"))
        #expect(folder.openssl("req -in csr.pem -noout -pubkey -out a.pem"))
        #expect(folder.openssl("pkey -in key.pem -pubout -out b.pem"))
        #expect(try folder.read("a.pem") == folder.read("b.pem"))
    }
}
