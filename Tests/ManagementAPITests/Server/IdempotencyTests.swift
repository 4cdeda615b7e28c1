import ProxyModel
import TestSupport
import Testing

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

    @Test func `a key is forgotten after its time`() async {
        _ = await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key])
        api.clock.advance(by: 3_600_000)
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "a"], headers: [key]).status == 409)
    }
}
