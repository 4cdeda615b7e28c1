import ACME
import Testing

@Suite struct `Certificate identifier` {
    @Test func `is that of the example of RFC 9773`() throws {
        let pem = """
            -----BEGIN CERTIFICATE-----
            MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
            cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
            BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
            7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
            qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
            yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
            +FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
            -----END CERTIFICATE-----
            """
        #expect(try CertificateIdentifier(chainPEM: Array(pem.utf8)).text == "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE")
    }

    @Test func `needs a certificate that names its issuer's key`() throws {
        let folder = try PEMFolder()
        #expect(
            folder.openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -subj /CN=a -out c.pem "
                    + "-addext authorityKeyIdentifier=none"))
        let pem = Array(try folder.read("c.pem").utf8)
        #expect(throws: IssuedChainProblem.noAuthorityKey) { try CertificateIdentifier(chainPEM: pem) }
        #expect(throws: IssuedChainProblem.unreadable) { try CertificateIdentifier(chainPEM: Array("x".utf8)) }
    }
}
