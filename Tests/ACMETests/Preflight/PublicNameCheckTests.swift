import ACME
import Testing

@Suite struct `Names that a public authority issues for` {
    @Test(arguments: [
        "example.de", "*.shop.example.de", "xn--bcher-kva.example.de", "8.8.8.8", "2606:4700::1111", "local.de",
    ])
    func `are part of the public Internet`(_ name: String) {
        #expect(PublicNameCheck.finding(name) == nil)
    }

    @Test(arguments: [
        "localhost", "server", "*.lan", "printer.local", "a.test", "www.example.com", "x.internal", "a.home.arpa",
        "192.168.1.1", "127.0.0.1", "fd00::1", "A.LOCALHOST", "secret.onion",
    ])
    func `are no others`(_ name: String) throws {
        let finding = try #require(PublicNameCheck.finding(name))
        #expect(finding.severity == .blocking && finding.check == .publicName)
        #expect(finding.words.contains("no public authority issues for it"))
    }
}
