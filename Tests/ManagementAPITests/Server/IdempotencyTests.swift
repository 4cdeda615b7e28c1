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
