import ACME
import Egress
import Glibc
import ProxyModel
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct `Answering dns challenges` {
    private func challenge(
        _ identifier: String = "example.test", _ keyAuthorization: String = "token.thumbprint",
        type: ChallengeType = .dns01, provider: String? = "bind"
    ) -> PendingChallenge {
        PendingChallenge(
            type: type, identifier: identifier, token: "token", keyAuthorization: keyAuthorization, url: "",
            authorizationURL: "", provider: provider, accountURI: "https://ca.example/acct/1",
            issuerDomainNames: ["ca.example"])
    }

    private func failure(_ solver: DNSChallengeSolver, _ challenge: PendingChallenge) async -> SolverFailure? {
        await failure(solver, [challenge])
    }

    private func failure(_ solver: DNSChallengeSolver, _ challenges: [PendingChallenge]) async -> SolverFailure? {
        do throws(SolverFailure) {
            try await solver.present(challenges)
            return nil
        } catch {
            return error
        }
    }

    @Test func `the record is the digest of the key authorization`() throws {
        let answer = try #require(DNSChallengeSolver.answer(to: challenge()))
        #expect(answer.name == "_acme-challenge.example.test")
        // printf token.thumbprint | openssl dgst -sha256 -binary | basenc --base64url
        #expect(answer.value == "61rBZ_4knHblO0MNoxFsXZ_eTFUHum0B6IVRbhvUn5I")
    }

    @Test func `a wildcard and its apex are answered side by side`() async throws {
        try await SolverScene.with { scene in
            let name = "_acme-challenge.example.test"
            var wildcard = challenge("example.test", "other.thumbprint")
            wildcard.isWildcard = true
            try await scene.solver.present([challenge(), wildcard])
            try await scene.solver.present([wildcard])
            #expect(try await scene.texts(name).count == 2)
            await scene.solver.withdraw([challenge()])
            #expect(try await scene.texts(name) == [DNSChallengeSolver.answer(to: wildcard)?.value])
            await scene.solver.withdraw([wildcard])
            #expect(try await scene.texts(name).isEmpty)
            #expect(scene.leftOver.codes.isEmpty)
        }
    }

    @Test func `a delegated name is answered where it leads`() async throws {
        let zones: [NameServerFixture.Zone] = [
            .init("example.test", ["_acme-challenge CNAME x.challenges.test."], updates: .nobody),
            .init("challenges.test"),
        ]
        try await SolverScene.with(zones) { scene in
            try await scene.solver.present([challenge()])
            #expect(try await scene.texts("x.challenges.test").count == 1)
            await scene.solver.withdraw([challenge()])
            #expect(try await scene.texts("x.challenges.test").isEmpty)
        }
    }

    @Test func `what went wrong is said in words, without the key`() async throws {
        try await SolverScene.with([.init("example.test", updates: .nobody)]) { scene in
            let failure = try #require(await failure(scene.solver, challenge()))
            #expect(
                failure.description.hasPrefix(
                    "'example.test': DNS provider refuses the change: refused by the name server"))
            #expect(!failure.words.contains(scene.fixture.keySecret))
            await scene.solver.withdraw([challenge()])
            #expect(scene.leftOver.codes == [.refused])
        }
    }

    @Test func `a provider that is not there is named`() async throws {
        try await SolverScene.with { scene in
            let unknown = try #require(await failure(scene.solver, challenge(provider: "gone")))
            #expect(unknown.words.contains("there is no DNS provider 'gone'"))
            let none = try #require(await failure(scene.solver, challenge(provider: nil)))
            #expect(none.words.contains("names no DNS provider"))
            let other = try #require(await failure(scene.solver, challenge(type: .http01)))
            #expect(other.words.contains("http-01 is not answered by the DNS"))
        }
    }

    @Test func `a server that hangs is given up`() async throws {
        try await SolverScene.with { scene in
            scene.fixture.freeze()
            let failure = try #require(await failure(scene.solver, challenge()))
            #expect(failure.words.contains("does not answer"))
        }
    }

    @Test func `many names take as long as the slowest`() async throws {
        try await SolverScene.with { scene in
            let challenges = (1...100).map { challenge("h\($0).example.test", "token.\($0)") }
            let begun = ContinuousClock.now
            try await scene.solver.present(challenges)
            #expect(try await scene.texts("_acme-challenge.h77.example.test").count == 1)
            await scene.solver.withdraw(challenges)
            #expect(try await scene.texts("_acme-challenge.h77.example.test").isEmpty)
            #expect(scene.leftOver.codes.isEmpty)
            #expect(ContinuousClock.now - begun < .seconds(20))
        }
    }

    @Test func `many names at a server that hangs cost one timeout, and another one to clear up`() async throws {
        let silent = try LoopbackListener { connection in
            var byte: UInt8 = 0
            while unsafe read(connection, &byte, 1) > 0 {}
        }
        defer { silent.stop() }
        try await SolverScene.with(updates: "127.0.0.1:\(silent.port)") { scene in
            let challenges = (1...40).map { challenge("h\($0).example.test", "token.\($0)") }
            let begun = ContinuousClock.now
            let failure = try #require(await failure(scene.solver, challenges))
            #expect(failure.words.contains("does not answer"))
            await scene.solver.withdraw(challenges)
            #expect(scene.leftOver.codes == Array(repeating: .timedOut, count: 40))
            #expect(ContinuousClock.now - begun < .seconds(10))
        }
    }

    @Test func `a persistent record is published once and stays`() async throws {
        try await SolverScene.with { scene in
            let challenge = challenge(type: .dnsPersist01)
            let value = "ca.example; accounturi=https://ca.example/acct/1"
            try await scene.solver.present([challenge])
            try await scene.solver.present([challenge])
            await scene.solver.withdraw([challenge])
            #expect(try await scene.texts("_validation-persist.example.test") == [value])
        }
    }

    @Test func `a persistent record without provider is asked of the operator`() async throws {
        let record = "_validation-persist TXT \"ca.example; accounturi=https://ca.example/acct/1\""
        try await SolverScene.with([.init("example.test", [record]), .init("other.test")]) { scene in
            #expect(await failure(scene.solver, challenge(type: .dnsPersist01, provider: nil)) == nil)
            let other = challenge("other.test", type: .dnsPersist01, provider: nil)
            let failure = try #require(await failure(scene.solver, other))
            #expect(failure.words.contains("publish the TXT record _validation-persist.other.test"))
        }
    }
}
