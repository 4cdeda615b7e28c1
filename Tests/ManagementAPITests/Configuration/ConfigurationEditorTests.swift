import ProxyModel
import TestSupport
import Testing

@testable import ManagementAPI

@Suite struct ConfigurationEditorTests {
    @Test func `a node that is behind catches up and plans anew`() async {
        let store = MemoryConfigurationStore()
        let (one, two) = (ManagementHarness(store: store), ManagementHarness(store: store))
        #expect(await one.call("POST", "/api/v1/tokens", ["name": "a"]).status == 201)
        #expect(await two.call("POST", "/api/v1/tokens", ["name": "b"]).status == 201)
        #expect(await two.call("GET", "/api/v1/tokens").column("tokens", "name") == ["a", "b"])
    }

    @Test func `of two nodes that create the same thing one gets a conflict`() async {
        let store = MemoryConfigurationStore()
        let (one, two) = (ManagementHarness(store: store), ManagementHarness(store: store))
        #expect(await one.call("POST", "/api/v1/tokens", ["name": "a"]).status == 201)
        #expect(await two.call("POST", "/api/v1/tokens", ["name": "a"]).status == 409)
    }

    @Test func `of many writers at once each change is kept`() async throws {
        let store = MemoryConfigurationStore()
        let nodes = [ManagementHarness(store: store), ManagementHarness(store: store)]
        await withTaskGroup(of: Int.self) { group in
            for index in 0..<6 {
                group.addTask {
                    await nodes[index % 2].call("POST", "/api/v1/tokens", ["name": .string("t\(index)")]).status
                }
            }
            for await status in group { #expect(status == 201) }
        }
        #expect(try await store.load().tokens.count == 6)
    }

    @Test func `a store that is away is a 503 with a reason, and reads go on`() async {
        let api = ManagementHarness()
        _ = await api.call("POST", "/api/v1/tokens", ["name": "a"])
        await api.store.setOutage("connection refused")
        let reply = await api.call("POST", "/api/v1/tokens", ["name": "b"])
        #expect(reply.status == 503)
        #expect(reply["type"] == "/problems/store-unavailable")
        #expect(reply["detail"] == "the configuration store cannot be reached: connection refused")
        #expect(reply.headers["retry-after"] == "5")
        #expect(await api.call("GET", "/api/v1/tokens").column("tokens", "name") == ["a"])
        await api.store.setOutage(nil)
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "b"]).status == 201)
    }

    @Test func `nothing is written into a store that was emptied`() async throws {
        let api = ManagementHarness()
        _ = await api.call("POST", "/api/v1/tokens", ["name": "a"])
        await api.store.wipe()
        #expect(await api.call("POST", "/api/v1/tokens", ["name": "b"]).status == 503)
        #expect(try await api.store.load().tokens.isEmpty)
    }

    @Test func `before the first load everything that needs the configuration is a 503`() async {
        let api = ManagementHarness(loaded: false)
        #expect(await api.call("GET", "/api/v1/tokens").status == 503)
        #expect(await api.call("GET", "/api/v1/tokens", as: "acm_other").status == 503)
        #expect(await api.call("GET", "/health", as: nil).status == 200)
    }
}
