import ACME
import ProxyModel
import TestSupport
import Testing

@Suite struct `Storm of refused nonces` {
    private static let secret = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"
    private static let kinds = [CertificateKey.Kind.p256, .p384, .rsa2048]

    /// 36 certificates in all: single names, several, and by dns-01 wildcards, some of them ordered again.
    @Test(arguments: zip(["http-01", "tls-alpn-01", "dns-01"], [0, 50, 100]))
    func `keeps no certificate from being issued`(_ challenge: String, _ reused: Int) async throws {
        var options = PebbleOptions()
        options.refusedNonces = 90
        options.reusedAuthorizations = reused
        options.externalAccounts = ["kid-1": Self.secret]
        try await PebbleServer.with(options) { pebble in
            let external = ExternalAccount(keyID: "kid-1", encodedKey: Self.secret)
            let session = try await ACMESession(pebble, externalAccount: external)
            for round in ["one", "two", "one"] {
                let serials = try await withThrowingTaskGroup(of: String.self) { group in
                    for (number, names) in Self.orders(round, challenge).enumerated() {
                        let key = try CertificateKey.ready(Self.kinds[number % Self.kinds.count])
                        group.addTask { try await session.issue(names, by: challenge, key: key).serial }
                    }
                    return try await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(serials.count == 4)
            }
            #expect(!pebble.log.contains("error:malformed"))
        }
    }

    private static func orders(_ round: String, _ challenge: String) -> [[String]] {
        let names = ["a", "b", "c"].map { "\($0).\(round).test" }
        let last = challenge == "dns-01" ? "*.\(round).test" : "\(round).test"
        return [["single.\(round).test"], names, ["other.\(round).test"], [last]]
    }
}
