import Testing

@testable import proxyd

@Suite struct TrustStoreTests {
    @Test(
        arguments: [
            ("ID=debian\nVERSION_ID=\"12\"\n", .debian), ("ID=ubuntu\nID_LIKE=debian\n", .debian),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", .debian), ("NAME=Fedora\nID=fedora\n", .fedora),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", .fedora), ("ID='alpine'\n", .alpine),
            ("ID=arch\n", .arch), ("ID=plan9\n", nil), ("ID=java\n", nil), ("", nil), ("ID\n=\nID=\n", nil),
        ] as [(String, TrustStore?)])
    func `a system is known by what it says of itself`(release: String, store: TrustStore?) {
        #expect(TrustStore(osRelease: release) == store)
    }

    @Test func `people may call a store by the names that they know`() {
        #expect(TrustStore(name: "Ubuntu") == .debian)
        #expect(TrustStore(name: "macOS") == .macos)
        #expect(TrustStore(name: "nss") == .firefox)
        #expect(TrustStore(name: "vms") == nil)
    }

    @Test(arguments: TrustStore.allCases)
    func `every store says how, with the file of the root`(_ store: TrustStore) {
        #expect(store.steps("root.crt").contains { $0.contains("root.crt") })
        #expect(store.instructions("root.crt").hasPrefix("# " + store.title))
    }

    @Test func `only one certificate is taken for a root`() throws {
        let pem = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n"
        #expect(try RootCertificate(pem: pem).pem == pem)
        for other in ["", "AQID", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----", pem + pem] {
            #expect(throws: CommandFailure.self) { try RootCertificate(pem: other) }
        }
    }
}
