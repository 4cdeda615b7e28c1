import ACME
import ProxyModel
import TestSupport
import Testing

@Suite(.serialized) struct `Accounts at Pebble` {
    private static let contacts = ["mailto:admin@example.test"]

    @Test func `are found again by their key`() async throws {
        try await PebbleServer.with { pebble in
            let client = ACMESession.client(pebble)
            let key = AccountKey()
            let missing = await #expect(throws: ACMEFailure.self) { _ = try await client.existingAccount(key: key) }
            #expect(missing?.problem?.kind == .accountDoesNotExist)
            let made = try await client.account(key: key, contacts: Self.contacts)
            #expect(try await client.account(key: key, contacts: []).url == made.url)
            #expect(try await client.existingAccount(key: key).url == made.url)
            #expect(try await client.account(key: AccountKey(), contacts: []).url != made.url)
        }
    }

    @Test func `change their contacts`() async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            try await session.client.updateContacts(["mailto:other@example.test"], as: session.account)
            let refused = await #expect(throws: ACMEFailure.self) {
                try await session.client.updateContacts(["tel:+4912345"], as: session.account)
            }
            #expect(refused?.problem?.kind == .unsupportedContact)
        }
    }

    @Test func `change their key and no longer know the old one`() async throws {
        var options = PebbleOptions()
        options.refusedNonces = 50
        try await PebbleServer.with(options) { pebble in
            let session = try await ACMESession(pebble)
            let changed = try await session.client.changeKey(to: AccountKey(), as: session.account)
            #expect(changed.url == session.account.url)
            let identifiers = [ACMEIdentifier.dns("a.example.test")]
            _ = try await session.client.newOrder(identifiers, as: changed)
            #expect(try await session.client.existingAccount(key: changed.key).url == changed.url)
            await #expect(throws: ACMEFailure.self) {
                _ = try await session.client.newOrder(identifiers, as: session.account)
            }
        }
    }

    @Test func `end for good`() async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            try await session.client.deactivate(session.account)
            let refused = await #expect(throws: ACMEFailure.self) {
                _ = try await session.client.newOrder([.dns("a.example.test")], as: session.account)
            }
            #expect(refused?.problem?.kind == .unauthorized)
        }
    }

    @Test func `are bound to one outside where the authority wants it`() async throws {
        var options = PebbleOptions()
        let secret = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"
        options.externalAccounts = ["kid-1": secret]
        options.refusedNonces = 90
        try await PebbleServer.with(options) { pebble in
            let client = ACMESession.client(pebble)
            #expect(try await client.directory().isExternalAccountRequired)
            let refused = await #expect(throws: ACMEFailure.self) {
                _ = try await client.account(key: AccountKey(), contacts: Self.contacts)
            }
            #expect(refused?.problem?.isExternalAccountRequired == true)
            let wrong = try #require(ExternalAccount(keyID: "kid-1", encodedKey: "AAAA" + secret))
            await #expect(throws: ACMEFailure.self) {
                _ = try await client.account(key: AccountKey(), contacts: Self.contacts, externalAccount: wrong)
            }
            let right = try #require(ExternalAccount(keyID: "kid-1", encodedKey: secret))
            let session = try await ACMESession(pebble, externalAccount: right)
            _ = try await session.issue(["a.example.test"])
        }
    }

    @Test(arguments: RevocationReason.allCases)
    func `revoke their certificates for a reason`(_ reason: RevocationReason) async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            let chain = try await session.issue(["a.example.test"])
            #expect(try await pebble.status(serial: chain.serial)["Status"] == "Valid")
            try await session.client.revoke(chain.leafDER, reason: reason, as: session.account)
            let status = try await pebble.status(serial: chain.serial)
            #expect(status["Status"] == "Revoked")
            #expect(status["Reason"]?.integerValue ?? 0 == Int64(reason.rawValue))
            let again = await #expect(throws: ACMEFailure.self) {
                try await session.client.revoke(chain.leafDER, reason: reason, as: session.account)
            }
            #expect(again?.problem?.kind == .alreadyRevoked)
        }
    }

    @Test func `are not needed to revoke by the certificate's key`() async throws {
        try await PebbleServer.with { pebble in
            let session = try await ACMESession(pebble)
            for kind in [CertificateKey.Kind.p256, .p384, .rsa2048] {
                let key = try CertificateKey.ready(kind)
                let chain = try await session.issue(["\(kind).example.test"], key: key)
                let stranger = try CertificateKey(generating: .p256)
                await #expect(throws: ACMEFailure.self) {
                    try await session.client.revoke(chain.leafDER, reason: .keyCompromise, key: stranger)
                }
                try await session.client.revoke(chain.leafDER, reason: .keyCompromise, key: key)
                #expect(try await pebble.status(serial: chain.serial)["Status"] == "Revoked")
            }
        }
    }
}
