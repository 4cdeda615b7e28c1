import ProxyModel
import TestSupport
import Testing

@testable import ManagementAPI

@Suite struct IdempotencyTests {
    private let api = ManagementHarness()
    private let key = (name: "Idempotency-Key", value: "k1")

    @Test func `a repeated creation is answered as the first`() async {
        let first = await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key])
        let second = await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key])
        #expect(first.status == 201)
        #expect(second.status == 201)
        #expect(second.bytes == first.bytes)
    }

    @Test func `without a key the second is a conflict`() async {
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "a"]).status == 201)
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "a"]).status == 409)
    }

    @Test func `a key for another body is refused`() async {
        _ = await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key])
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "b"], headers: [key]).status == 422)
    }

    @Test func `a failed creation may be tried again`() async {
        await api.store.setOutage("away")
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key]).status == 503)
        await api.store.setOutage(nil)
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key]).status == 201)
    }

    @Test func `a repeated creation is answered on every node`() async {
        let other = ManagementHarness(beside: api)
        let first = await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key])
        let second = await other.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key])
        #expect(second.status == 201)
        #expect(second.bytes == first.bytes && second.headers == first.headers)
    }

    @Test func `the store holds no answer that can be read`() async throws {
        let reply = await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key])
        let kept = try #require(api.volatile.keys.first { $0.family == .idempotency })
        let bytes = try await api.volatile.value(kept)
        #expect(String(decoding: bytes ?? [], as: UTF8.self).hasPrefix("key|idempotency:"))
        #expect(reply.status == 201)
    }

    @Test func `one of many at once is carried out`() async {
        let statuses = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key]).status }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.contains(201) && statuses.filter { $0 != 201 }.allSatisfy { $0 == 409 })
        #expect(await api.call("GET", "/api/v1/tokens").column("tokens", "name") == ["a"])
    }

    @Test func `without the store nothing is created`() async {
        api.volatile.setOutage("away")
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key]).status == 503)
        api.volatile.setOutage(nil)
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key]).status == 201)
    }

    @Test func `a key belongs to its caller`() async throws {
        let (one, two) = (try await api.token("one"), try await api.token("two"))
        let body: JSONValue = ["service_name": "s", "target_url": "http://s"]
        #expect(await api.call("POST", "/api/v1/services/external", body, as: one, headers: [key]).status == 201)
        #expect(await api.call("POST", "/api/v1/services/external", body, as: two, headers: [key]).status == 409)
    }

    @Test func `a key does not belong to another token of the same name`() async throws {
        let first = try await api.token("one")
        let body: JSONValue = ["service_name": "s", "target_url": "http://s"]
        #expect(await api.call("POST", "/api/v1/services/external", body, as: first, headers: [key]).status == 201)
        #expect(await api.call("DELETE", "/api/v1/tokens/one?cascade=true").status == 200)
        let second = try await api.token("one")
        #expect(await api.call("GET", "/api/v1/services/external/s", as: second).status == 404)
        #expect(await api.call("POST", "/api/v1/services/external", body, as: second, headers: [key]).status == 201)
        #expect(await api.call("GET", "/api/v1/services/external/s", as: second).status == 200)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a creation that takes long keeps its key`() async throws {
        let answers = IdempotentAnswers(store: api.volatile, sealer: TaggedSealer(key: "key"), pause: .milliseconds(1))
        let key = IdempotentAnswers.Key(token: "t", operation: "o", text: "k")
        guard case .perform(let reservation) = try await answers.begin(key, body: [], target: "/") else {
            Issue.record("the first request has to be carried out")
            return
        }
        try await answers.holding(reservation) { () throws(Problem) in
            for _ in 0..<3 {
                api.clock.advance(by: 50_000)
                // The next renewal is seen by the value living on.
                let before = api.volatile.writes
                while !Task.isCancelled, api.volatile.writes < before + 2 {
                    try? await Task.sleep(for: .milliseconds(1))
                }
                await #expect(throws: Problem.self) { try await answers.begin(key, body: [], target: "/") }
            }
        }
        await answers.end(reservation, answer: RenderedAnswer(status: 201, contentType: "text/plain", body: [1]))
        guard case .repeatAnswer(let answer) = try await answers.begin(key, body: [], target: "/") else {
            Issue.record("the answer has to be repeated")
            return
        }
        #expect(answer.status == 201 && answer.body == [1])
    }

    @Test(arguments: [nil, RenderedAnswer(status: 201, contentType: "text/plain", body: [2])])
    func `who lost a key leaves it to who has it now`(answer: RenderedAnswer?) async throws {
        let answers = IdempotentAnswers(store: api.volatile, sealer: TaggedSealer(key: "key"))
        let key = IdempotentAnswers.Key(token: "t", operation: "o", text: "k")
        guard case .perform(let first) = try await answers.begin(key, body: [1], target: "/") else {
            Issue.record("the first request has to be carried out")
            return
        }
        api.clock.advance(by: 60_000)
        guard case .perform(let second) = try await answers.begin(key, body: [2], target: "/") else {
            Issue.record("the key has to be free again")
            return
        }
        await answers.end(first, answer: answer)
        await #expect(throws: Problem.self) { try await answers.begin(key, body: [2], target: "/") }
        await answers.end(second, answer: RenderedAnswer(status: 200, contentType: "text/plain", body: []))
        await answers.end(first, answer: answer)
        guard case .repeatAnswer(let kept) = try await answers.begin(key, body: [2], target: "/") else {
            Issue.record("the answer has to be repeated")
            return
        }
        #expect(kept.status == 200)
    }

    @Test func `a key is forgotten after its time`() async {
        _ = await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key])
        api.clock.advance(by: 3_600_000)
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key]).status == 409)
    }
}
