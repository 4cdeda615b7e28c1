import ACME
import ProxyModel
import TestSupport
import Testing

@Suite(.serialized) struct `Issuance by Pebble` {
    @Test func `takes keys of every kind`() async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            let folder = try PEMFolder()
            try folder.write(String(decoding: try await pebble.root(), as: UTF8.self), to: "root.pem")
            for kind in CertificateKey.Kind.allCases {
                let name = "\(kind).example.test"
                let chain = try await session.issue([name], key: CertificateKey.ready(kind))
                try folder.write(String(decoding: chain.pem, as: UTF8.self), to: "chain.pem")
                #expect(
                    folder.openssl("verify -CAfile root.pem -untrusted chain.pem -verify_hostname \(name) chain.pem"))
            }
        }
    }

    @Test func `issues for a wildcard with its own name and for an address`() async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            let wildcard = try await session.issue(["*.w.example.test"], by: "dns-01")
            #expect(wildcard.identifiers == [.dns("*.w.example.test")])
            let address = try await session.issue(["127.0.0.1"], by: "http-01")
            #expect(address.identifiers == [.ip("127.0.0.1")])
        }
    }

    @Test(arguments: ["a.example.test", "127.0.0.1"])
    func `believes our certificate for tls-alpn-01`(_ name: String) async throws {
        var options = PebbleOptions()
        let port = try LoopbackPort.take()
        options.tlsPort = port
        try await PebbleServer.with(options) { pebble in
            let session = try await ACMESession(pebble)
            var server: OpenSSLServer?
            let chain = try await session.issue([name], by: "tls-alpn-01") { identifier, challenge, key in
                let token = try #require(challenge.token)
                let answer = try TLSALPNCertificate.make(
                    for: identifier, keyAuthorization: key.keyAuthorization(token: token), now: ACMESession.now())
                server = try await OpenSSLServer(
                    TestCertificate(chain: answer.chainPEM, key: answer.keyPEM), port: port,
                    applicationProtocol: TLSALPNCertificate.applicationProtocol)
            }
            #expect(chain.identifiers == [try #require(ACMEIdentifier(name: name))])
            await server?.stop()
        }
    }

    @Test func `says why a challenge failed`() async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            let failure = await #expect(throws: ACMESession.Refused.self) {
                _ = try await session.issue(["a.example.test"]) { _, challenge, _ in
                    try await pebble.challenges.addHTTP(
                        token: challenge.token ?? "", keyAuthorization: "something else")
                }
            }
            #expect(failure?.problem?.kind == .unauthorized)
            #expect(failure?.problem?.detail.isEmpty == false)
        }
    }

    @Test func `gives the chain to the preferred root where there is one`() async throws {
        var options = PebbleOptions()
        options.alternateRoots = 2
        options.chainLength = 2
        try await PebbleServer.with(options) { pebble in
            let session = try await ACMESession(pebble)
            let folder = try PEMFolder()
            for number in [0, 1, 2] {
                let root = String(decoding: try await pebble.root(number), as: UTF8.self)
                try folder.write(root, to: "root.pem")
                #expect(folder.openssl("x509 -in root.pem -noout -subject -nameopt multiline -out subject"))
                let subject = try folder.read("subject")
                let name = try #require(subject.split(separator: "= ").last).dropLast()
                let chain = try await session.issue(["a.example.test"], preferredRoot: String(name))
                try folder.write(String(decoding: chain.pem, as: UTF8.self), to: "chain.pem")
                #expect(folder.openssl("verify -CAfile root.pem -untrusted chain.pem chain.pem"), "root \(number)")
            }
            _ = try await session.issue(["a.example.test"], preferredRoot: "Nobody's root")
        }
    }

    @Test func `orders again what was authorized before`() async throws {
        var options = PebbleOptions()
        options.reusedAuthorizations = 100
        try await PebbleServer.with(options) { pebble in
            let session = try await ACMESession(pebble)
            _ = try await session.issue(["a.example.test"])
            let identifiers = [ACMEIdentifier.dns("a.example.test")]
            let order = try await session.client.newOrder(identifiers, as: session.account)
            #expect(order.status == .ready)
            let authorization = try await session.client.authorization(
                at: try #require(order.authorizations.first), as: session.account)
            #expect(authorization.status == .valid)
            try await session.client.deactivateAuthorization(at: authorization.url, as: session.account)
            let given = try await session.client.authorization(at: authorization.url, as: session.account)
            #expect(given.status == .deactivated)
        }
    }

    @Test func `refuses a certificate for another key than was ordered`() async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            let chain = try await session.issue(["a.example.test"])
            let other = try CertificateKey(generating: .p256)
            #expect(throws: IssuedChainProblem.key) {
                try IssuedChain(
                    pem: chain.pem, identifiers: chain.identifiers, key: other, now: ACMESession.now())
            }
        }
    }

    @Test func `finalizes only what is ready`() async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            let identifiers = [ACMEIdentifier.dns("late.example.test")]
            let order = try await session.client.newOrder(identifiers, as: session.account)
            let csr = try CertificateSigningRequest.der(identifiers, key: CertificateKey(generating: .p256))
            let failure = await #expect(throws: ACMEFailure.self) {
                _ = try await session.client.finalize(order, csr: csr, as: session.account)
            }
            #expect(failure?.problem?.kind == .orderNotReady)
        }
    }

    @Test func `issues many at once over one client`() async throws {
        var options = PebbleOptions()
        options.refusedNonces = 50
        try await PebbleServer.with(options) { pebble in
            let session = try await ACMESession(pebble)
            let serials = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<24 {
                    group.addTask { try await session.issue(["n\(number).example.test"]).serial }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(serials.count == 24)
            #expect(pebble.orders == 24)
            #expect(!pebble.log.contains("error:malformed"))
        }
    }

    @Test func `is refused for a request with other names`() async throws {
        var options = PebbleOptions()
        options.reusedAuthorizations = 100
        try await PebbleServer.with(options) { pebble in
            let session = try await ACMESession(pebble)
            _ = try await session.issue(["a.example.test"])
            let order = try await session.client.newOrder([.dns("a.example.test")], as: session.account)
            let csr = try CertificateSigningRequest.der(
                [.dns("b.example.test")], key: CertificateKey(generating: .p256))
            let failure = await #expect(throws: ACMEFailure.self) {
                _ = try await session.client.finalize(order, csr: csr, as: session.account)
            }
            #expect(failure?.problem?.isTemporary == false)
        }
    }

    @Test func `goes on where an authority hung`() async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            let impatient = ACMEClient(
                directoryURL: pebble.directoryURL, fetcher: pebble.fetcher, caFile: pebble.caFile,
                userAgent: "proxyd-tests", requestTimeout: .milliseconds(300), now: { ACMESession.now() })
            _ = try await impatient.directory()
            pebble.freeze()
            let failure = await #expect(throws: ACMEFailure.self) {
                _ = try await impatient.newOrder([.dns("a.example.test")], as: session.account)
            }
            pebble.thaw()
            #expect(failure?.transport?.hasPrefix("timed out") == true)
            _ = try await session.issue(["a.example.test"])
        }
    }

    @Test func `says it where the name cannot be looked up`() async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            try await pebble.challenges.failLookups(of: "a.example.test.")
            let failure = await #expect(throws: ACMESession.Refused.self) {
                _ = try await session.issue(["a.example.test"])
            }
            #expect(failure?.problem?.detail.contains("a.example.test") == true)
        }
    }
}
