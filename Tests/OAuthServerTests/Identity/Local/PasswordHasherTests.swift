import Synchronization
import Testing

@testable import OAuthServer

@Suite struct `Password hashing` {
    private func hasher(
        _ parameters: Argon2Parameters = .standard, width: Int = 2, queueLimit: Int = 64
    ) -> PasswordHasher {
        PasswordHasher(
            parameters: parameters, width: width, queueLimit: queueLimit,
            randomBytes: { count in (0..<count).map { _ in UInt8.random(in: .min ... .max) } })
    }

    @Test func `a password is hashed with the standard parameters and a salt of its own`() async throws {
        let hasher = hasher()
        let password = try Password(new: "open sesame", for: "ann")
        let first = try await hasher.hash(password)
        let second = try await hasher.hash(password)
        #expect(first.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(first != second)
        #expect(try await hasher.verify(password, first) == .right(needsRehash: false))
        #expect(try await hasher.verify(Password(new: "open sesamE", for: "ann"), first) == .wrong)
    }

    @Test func `a hash of another implementation is verified, and made anew`() async throws {
        // The vector of the reference implementation's own test.
        let encoded = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        let password = try #require(Password(entered: "password"))
        #expect(try await hasher().verify(password, encoded) == .right(needsRehash: true))
    }

    @Test func `an unknown name costs the same as a wrong password`() async throws {
        let hasher = hasher()
        let password = try Password(new: "open sesame", for: "ann")
        let encoded = try await hasher.hash(try Password(new: "something else", for: "ann"))
        let clock = ContinuousClock()
        var (known, unknown) = (Duration.seconds(9), Duration.seconds(9))
        // The least of several measurements is what the work takes when nothing else runs; it is enough to meet that once.
        for _ in 0..<30 where unknown < known / 2 || unknown > known * 3 / 2 || known > .seconds(8) {
            let start = clock.now
            let wrong = try await hasher.verify(password, encoded)
            let middle = clock.now
            let nobody = try await hasher.verify(password, nil)
            unknown = min(unknown, middle.duration(to: clock.now))
            known = min(known, start.duration(to: middle))
            #expect(wrong == .wrong && nobody == .wrong)
        }
        #expect(unknown >= known / 2)
        #expect(unknown <= known * 3 / 2)
    }

    @Test(arguments: [
        "", "x", "$argon2id$", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=64,t=99999,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=64,t=1,p=1$$", "$argon2id$v=19$m=-1,t=1,p=1$c29tZXNhbHQ$CTFh", "plain password",
    ])
    func `a record that is no hash or costs too much lets nobody in`(encoded: String) async throws {
        let password = try #require(Password(entered: "plain password"))
        #expect(try await hasher(Argon2Parameters(memory: 64, passes: 1, lanes: 1)).verify(password, encoded) == .wrong)
    }

    @Test func `more than can wait are turned away, and the others are served`() async throws {
        let hasher = hasher(width: 1, queueLimit: 3)
        let password = try Password(new: "open sesame", for: "ann")
        let results = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 { group.addTask { (try? await hasher.verify(password, nil)) != nil } }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(results.contains(true))
        #expect(results.contains(false))
        #expect(try await hasher.verify(password, nil) == .wrong)
    }

    @Test func `other work does not wait for passwords`() async throws {
        let hasher = hasher()
        let password = try Password(new: "open sesame", for: "ann")
        let isHashed = Flag()
        let hashing = Task {
            await withTaskGroup { group in
                for _ in 0..<16 { group.addTask { _ = try? await hasher.verify(password, nil) } }
            }
            isHashed.set()
        }
        // More tasks than there are threads for them: all get their turn before the hashes are done.
        await withTaskGroup { group in for _ in 0..<64 { group.addTask { await Task.yield() } } }
        #expect(!isHashed.isSet)
        await hashing.value
        #expect(isHashed.isSet)
    }

    private final class Flag: Sendable {
        private let value = Mutex(false)
        var isSet: Bool { value.withLock { $0 } }

        func set() { value.withLock { $0 = true } }
    }
}
