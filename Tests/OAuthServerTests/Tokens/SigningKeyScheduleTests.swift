import ProxyModel
import Testing

@testable import OAuthServer

struct SigningKeyScheduleTests {
    private let day: Int64 = 86_400_000
    private let schedule = SigningKeySchedule(
        algorithms: [.rs256, .es256], rotation: 90 * 86_400_000, tokenLifetime: 1_800_000)

    private func key(
        _ kid: String, _ algorithm: SigningKey.Algorithm, from start: Int64, until end: Int64? = nil
    ) -> SigningKey {
        SigningKey(
            kid: kid, algorithm: algorithm, publicKey: "", sealedPrivateKey: "", createdAt: start, activeFrom: start,
            retiresAt: end)
    }

    @Test func `demands a key of each algorithm at once when there is none`() {
        #expect(schedule.demands([], at: 5).map(\.algorithm) == [.es256, .rs256])
        #expect(schedule.demands([], at: 5).allSatisfy { $0.activeFrom == 5 })
    }

    @Test func `publishes the next key before it signs`() {
        let keys = [key("e", .es256, from: day), key("r", .rs256, from: 0)]
        #expect(schedule.demands(keys, at: 89 * day).isEmpty)
        let due = 90 * day - SigningKeySchedule.lead
        #expect(schedule.demands(keys, at: due - 1).isEmpty)
        #expect(schedule.demands(keys, at: due) == [.init(algorithm: .rs256, activeFrom: 90 * day)])
        let waiting = keys + [key("r2", .rs256, from: 90 * day)]
        #expect(schedule.demands(waiting, at: due).isEmpty)
        #expect(SigningKeySchedule.signer(waiting.filter { $0.algorithm == .rs256 }, at: due)?.kid == "r")
        #expect(SigningKeySchedule.signer(waiting.filter { $0.algorithm == .rs256 }, at: 90 * day)?.kid == "r2")
    }

    @Test func `accepts a key until the last token that it signed has expired`() throws {
        let keys = [key("e", .es256, from: 0), key("r", .rs256, from: 0), key("r2", .rs256, from: 1_000)]
        #expect(schedule.changes(keys, at: 999).isEmpty)
        let changes = schedule.changes(keys, at: 2_000)
        guard case .put(.signingKey(let ending), _)? = changes.first, changes.count == 1 else {
            Issue.record("\(changes)")
            return
        }
        #expect(ending.kid == "r")
        let end = try #require(ending.retiresAt)
        #expect(end >= 1_000 + 1_800_000)
        let ended = [ending] + keys.filter { $0.kid != "r" }
        #expect(schedule.changes(ended, at: end - 1).isEmpty)
        #expect(schedule.changes(ended, at: end) == [.delete(RecordKey(.signingKeys, "r"))])
    }

    @Test func `ends keys of an algorithm that is not used any more`() {
        let keys = [key("e", .es256, from: 0), key("r", .rs256, from: 0)]
        let schedule = SigningKeySchedule(algorithms: [.es256], rotation: 90 * day, tokenLifetime: 1_800_000)
        #expect(schedule.changes(keys, at: 10).map(\.key.id) == ["r"])
        #expect(schedule.demands(keys, at: 10).isEmpty)
    }

    @Test func `puts the operator's key in the place of a generated one, with overlap`() {
        let own = key("own", .rs256, from: 0)
        var schedule = schedule
        schedule.configured = own
        let keys = [key("e", .es256, from: 0), key("r", .rs256, from: 0)]
        #expect(schedule.demands([], at: 7).contains(.init(algorithm: .rs256, activeFrom: 7)))
        #expect(
            schedule.demands(keys, at: 7) == [.init(algorithm: .rs256, activeFrom: 7 + SigningKeySchedule.lead)])
        #expect(schedule.demands(keys + [key("own", .rs256, from: 99)], at: 7).isEmpty)
        #expect(schedule.demands([key("e", .es256, from: 400 * day), own], at: 400 * day).isEmpty)
    }
}
