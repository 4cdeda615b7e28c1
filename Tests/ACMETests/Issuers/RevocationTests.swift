import ACME
import ProxyModel
import TestSupport
import Testing

@Suite(.serialized) struct `Revoking at Pebble` {
    /// A certificate that an account of the installation ordered.
    private struct Scene {
        let pebble: PebbleServer
        let nodes: PebbleNodes
        let issuer: Issuer

        init(_ pebble: PebbleServer) async throws {
            self.pebble = pebble
            nodes = PebbleNodes(pebble)
            issuer = Issuer(name: "pebble", directoryURL: pebble.directoryURL)
            nodes.want("site", ["a.example.test"]) { $0.reusesKey = true }
            #expect(try await nodes.node().run("site"))
        }

        var record: CertificateRecord {
            get throws { try #require(nodes.certificate("site")) }
        }

        func bundle() async throws -> CertificateBundle {
            let sealed = try #require(try await nodes.sealedBundle("site"))
            return try CertificateBundle(name: "site", sealed: sealed, by: TestSealer())
        }

        func authorities(_ secrets: MemorySecrets? = nil) -> AccountAuthorities {
            AccountAuthorities(
                secrets: secrets ?? nodes.secrets, fetcher: pebble.fetcher, caFile: pebble.caFile,
                userAgent: "proxyd-tests", now: { ACMESession.now() })
        }

        func revoke(
            _ authorities: AccountAuthorities, by signer: AccountAuthorities.RevocationSigner? = nil,
            reason: RevocationReason? = .superseded
        ) async throws -> Bool {
            try await authorities.revoke(
                try await bundle(), reason: reason, by: signer, email: try record.email, at: issuer)
        }

        func status() async throws -> JSONValue { try await pebble.status(serial: try record.serial) }
    }

    @Test(arguments: [AccountAuthorities.RevocationSigner.account, .key, nil])
    func `counts once, whoever asks`(_ signer: AccountAuthorities.RevocationSigner?) async throws {
        try await PebbleServer.with { pebble in
            let scene = try await Scene(pebble)
            #expect(try await scene.revoke(scene.authorities(), by: signer))
            let status = try await scene.status()
            #expect(status["Status"] == "Revoked" && status["Reason"] == 4)
            #expect(try await scene.revoke(scene.authorities(), by: signer) == false)
        }
    }

    @Test func `is done by the key where the account is not there any more`() async throws {
        try await PebbleServer.with { pebble in
            let scene = try await Scene(pebble)
            let lost = scene.authorities(MemorySecrets())
            await #expect(throws: AccountProblem.unknown) { _ = try await scene.revoke(lost, by: .account) }
            #expect(try await scene.revoke(lost, reason: nil))
            #expect(try lost.accounts().isEmpty, "no account is made for it")
            #expect(try await scene.status()["Status"] == "Revoked")
        }
    }

    @Test func `is done by the key where the account was ended`() async throws {
        try await PebbleServer.with { pebble in
            let scene = try await Scene(pebble)
            let authorities = scene.authorities()
            let id = try #require(try authorities.accounts().first).id
            _ = try await authorities.deactivate(id, at: scene.issuer)
            #expect(try await scene.revoke(authorities))
            #expect(try await scene.status()["Status"] == "Revoked")
        }
    }

    @Test func `is followed by another certificate with another key`() async throws {
        try await PebbleServer.with { pebble in
            let scene = try await Scene(pebble)
            let (before, key) = (try scene.record, try await scene.bundle().keyPEM)
            #expect(try await scene.nodes.node().run("site"))
            #expect(try scene.record.serial == before.serial, "it is good for long")
            _ = try await scene.revoke(scene.authorities())
            var revoked = before
            revoked.revokedAt = scene.nodes.now
            scene.nodes.shared.put(.certificate(revoked))
            #expect(try await scene.nodes.node().run("site"))
            #expect(try scene.record.serial != before.serial && scene.record.revokedAt == nil)
            #expect(try await scene.bundle().keyPEM != key, "although keys are reused otherwise")
            #expect(try await scene.status()["Status"] == "Valid")
        }
    }
}
