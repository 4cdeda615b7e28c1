import ACME
import ProxyModel
import TestSupport
import Testing

/// The accounts of an installation at Pebble; every node has its own memory of them.
@Suite(.serialized) struct `Accounts that all nodes share` {
    private struct Scene {
        let pebble: PebbleServer
        let secrets: any SharedSecretStore
        let issuer: Issuer

        init(_ pebble: PebbleServer, secrets: any SharedSecretStore = MemorySecrets()) {
            self.pebble = pebble
            self.secrets = secrets
            issuer = Issuer(name: "pebble", directoryURL: pebble.directoryURL)
        }

        func node(_ secrets: (any SharedSecretStore)? = nil) -> AccountAuthorities {
            AccountAuthorities(
                secrets: secrets ?? self.secrets, fetcher: pebble.fetcher, caFile: pebble.caFile,
                userAgent: "proxyd-tests", now: { ACMESession.now() })
        }

        func authority(_ node: AccountAuthorities) async throws -> any CertificateAuthority {
            try await node.authority(issuer, email: "ops@example.test")
        }

        func order(_ authority: any CertificateAuthority) async throws {
            _ = try await authority.newOrder([.dns("a.example.test")], profile: nil, replaces: nil)
        }

        func id(_ node: AccountAuthorities) throws -> String { try #require(try node.accounts().first).id }
    }

    @Test func `are shown without their keys`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            let node = scene.node()
            #expect(try node.accounts().isEmpty)
            let authority = try await scene.authority(node)
            let account = try #require(try node.accounts().first)
            #expect(account.directoryURL == pebble.directoryURL)
            #expect(account.email == "ops@example.test" && account.contacts == ["mailto:ops@example.test"])
            #expect(account.url == authority.account.url && account.thumbprint == authority.account.key.thumbprint)
            #expect(!account.isKeyChangePending && account.deactivatedAt == nil)
            #expect(try node.account(account.id) == account)
            #expect(try node.account("none") == nil)
        }
    }

    @Test func `are shown also where one of them cannot be read`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            let node = scene.node()
            _ = try await scene.authority(node)
            _ = try await scene.secrets.update("acme-account:00ff") { _ in [1, 2, 3] }
            let accounts = try node.accounts()
            #expect(accounts.count == 2 && accounts.filter(\.isReadable).map(\.directoryURL) == [pebble.directoryURL])
            #expect(accounts.first { !$0.isReadable }?.id == "00ff")
        }
    }

    @Test func `change their key for every node at once`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            let (one, other) = (scene.node(), scene.node())
            let (held, before) = (try await scene.authority(other), try await scene.authority(one).account)
            let changed = try await one.changeKey(of: scene.id(one), at: scene.issuer)
            #expect(changed.url == before.url && changed.thumbprint != before.key.thumbprint)
            #expect(changed.keyChangedAt != nil && !changed.isKeyChangePending)
            // What the other node held before the change finds the new key when the old one is refused.
            try await scene.order(held)
            #expect(held.account.key.thumbprint == changed.thumbprint)
            #expect(try await scene.authority(other).account.key.thumbprint == changed.thumbprint)
        }
    }

    @Test func `lose nothing when a node ends between request and note`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            let before = try await scene.authority(scene.node()).account
            // It stores the key that is to follow, and ends before it puts it in force.
            let dying = scene.node(DyingSecrets(scene.secrets, writes: 1))
            let id = try scene.id(dying)
            await #expect(throws: DyingSecrets.Ended.self) {
                _ = try await dying.changeKey(of: id, at: scene.issuer)
            }
            let survivor = scene.node()
            #expect(try survivor.account(id)?.isKeyChangePending == true)
            #expect(try survivor.account(id)?.thumbprint == before.key.thumbprint)
            let authority = try await scene.authority(survivor)
            #expect(authority.account.url == before.url && authority.account.key.thumbprint != before.key.thumbprint)
            try await scene.order(authority)
            #expect(try survivor.account(id)?.isKeyChangePending == false)
        }
    }

    @Test func `keep their key when a node ends before the request`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            let before = try await scene.authority(scene.node()).account
            let id = try scene.id(scene.node())
            // The authority cannot be reached: only the note of the key to follow is left behind.
            var nowhere = scene.issuer
            nowhere.caPEM = String(decoding: try TestCertificate.authority().chain, as: UTF8.self)
            await #expect(throws: ACMEFailure.self) {
                _ = try await scene.node().changeKey(of: id, at: nowhere)
            }
            let survivor = scene.node()
            let authority = try await scene.authority(survivor)
            #expect(authority.account.key.thumbprint == before.key.thumbprint)
            try await scene.order(authority)
            // Asked again it goes on with the key of the first attempt.
            let changed = try await survivor.changeKey(of: id, at: scene.issuer)
            #expect(changed.thumbprint != before.key.thumbprint && !changed.isKeyChangePending)
            try await scene.order(try await scene.authority(scene.node()))
        }
    }

    @Test func `tell the authority whom it may write to`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            let node = scene.node()
            _ = try await scene.authority(node)
            let id = try scene.id(node)
            let changed = try await node.setContacts(["mailto:night@example.test"], of: id, at: scene.issuer)
            #expect(changed.contacts == ["mailto:night@example.test"])
            await #expect(throws: ACMEFailure.self) {
                _ = try await node.setContacts(["tel:+4912345"], of: id, at: scene.issuer)
            }
            #expect(try scene.node().account(id)?.contacts == ["mailto:night@example.test"])
            try await scene.order(try await scene.authority(node))
        }
    }

    @Test func `end for good, and the next order makes another one`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            let (one, other) = (scene.node(), scene.node())
            let before = try await scene.authority(other).account
            let id = try scene.id(one)
            #expect(try await one.deactivate(id, at: scene.issuer).deactivatedAt != nil)
            await #expect(throws: AccountProblem.deactivated) {
                _ = try await one.deactivate(id, at: scene.issuer)
            }
            let next = try await scene.authority(other)
            #expect(next.account.url != before.url)
            try await scene.order(next)
            #expect(try one.account(id)?.deactivatedAt == nil)
        }
    }

    @Test func `that are not there cannot be changed`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            await #expect(throws: AccountProblem.unknown) {
                _ = try await scene.node().changeKey(of: "00", at: scene.issuer)
            }
            await #expect(throws: AccountProblem.unknown) {
                _ = try await scene.node().deactivate("00", at: scene.issuer)
            }
        }
    }

    @Test func `are made by an authority that only the issuer's own bundle trusts`() async throws {
        try await PebbleServer.with { pebble in
            let scene = Scene(pebble)
            let node = AccountAuthorities(
                secrets: scene.secrets, fetcher: pebble.fetcher, caFile: nil, userAgent: "proxyd-tests",
                now: { ACMESession.now() })
            await #expect(throws: ACMEFailure.self) { _ = try await scene.authority(node) }
            var issuer = scene.issuer
            issuer.caPEM = pebble.caPEM
            _ = try await node.authority(issuer, email: nil)
            // What was trusted for one issuer is not trusted for another.
            await #expect(throws: ACMEFailure.self) { _ = try await scene.authority(node) }
        }
    }
}
