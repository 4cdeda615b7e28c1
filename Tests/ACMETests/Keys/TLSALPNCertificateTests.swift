import ACME
import Crypto
import Glibc
import ProxyModel
import Testing

@Suite struct `TLS-ALPN certificate` {
    private static let now = Int64(time(nil)) * 1_000

    @Test(arguments: [
        ("a.example", "DNS:a.example"), ("192.0.2.7", "IP Address:192.0.2.7"),
        ("2001:db8::1", "IP Address:2001:DB8:0:0:0:0:0:1"),
    ])
    func `has one name and the digest in a critical extension, as OpenSSL sees it`(
        _ name: String, _ alternative: String
    ) throws {
        let identifier = try #require(ACMEIdentifier(name: name))
        let bundle = try TLSALPNCertificate.make(for: identifier, keyAuthorization: "token.thumb", now: Self.now)
        let folder = try PEMFolder()
        try folder.write(String(decoding: bundle.chainPEM, as: UTF8.self), to: "c.pem")
        try folder.write(String(decoding: bundle.keyPEM, as: UTF8.self), to: "k.pem")
        #expect(folder.openssl("x509 -in c.pem -noout -ext subjectAltName -out names"))
        #expect(try folder.read("names").hasSuffix("\n    \(alternative)\n"))
        #expect(folder.openssl("asn1parse -in c.pem"))
        let lines = try folder.read("log").split(separator: "\n")
        let index = try #require(lines.firstIndex { $0.hasSuffix(":1.3.6.1.5.5.7.1.31") })
        #expect(lines[index + 1].hasSuffix("prim: BOOLEAN           :255"))
        let digest = SHA256.hash(data: Array("token.thumb".utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        #expect(lines[index + 2].hasSuffix("[HEX DUMP]:0420" + digest.joined().uppercased()))
        #expect(folder.openssl("verify -CAfile c.pem -check_ss_sig -ignore_critical c.pem"))
        #expect(folder.openssl("x509 -in c.pem -noout -pubkey -out a.pem"))
        #expect(folder.openssl("pkey -in k.pem -pubout -out b.pem"))
        #expect(try folder.read("a.pem") == folder.read("b.pem"))
    }
}
