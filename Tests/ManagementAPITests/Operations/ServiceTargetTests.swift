import ProxyModel
import TestSupport
import Testing

/// Proxies and routes that name a service in containers.
@Suite struct ServiceTargetTests {
    private let api = ManagementHarness()
    private let proxies = "/api/v1/proxy/targets"

    private func put(_ name: String, owner: String? = nil, isBeingRemoved: Bool = false) async throws {
        var service = ContainerService(name: name, createdAt: 1)
        service.image = "echo"
        service.owner = owner
        if isBeingRemoved { service.deletion = ServiceDeletion(requestedAt: 1, removesVolumes: false) }
        let revision = try await api.store.commit(
            [.put(.dockerService(service))], expecting: api.follower.snapshot?.revision ?? 0)
        _ = await api.follower.waitUntilApplied(revision)
    }

    private func create(_ service: String, as token: String = ManagementHarness.admin) async -> Reply {
        await api.call(
            "POST", proxies, ["hostname": .string("\(service).test"), "target_service": .string(service)], as: token)
    }

    @Test func `a proxy leads to a service instead of an address`() async throws {
        try await put("echo")
        let reply = await create("echo")
        #expect(reply.status == 201)
        #expect(reply["proxy_target"]?["target_service"] == "echo")
        #expect(reply["proxy_target"]?["target_url"] == .null)
        let path = "\(proxies)/echo.test"
        #expect(await api.call("PUT", path, ["target_url": "http://b"]).pointers == ["/target_service"])
        let moved = await api.call("PUT", path, ["target_url": "http://b", "target_service": nil])
        #expect(moved["target_service"] == .null)
        #expect(moved["target_url"] == "http://b")
    }

    @Test func `a service that is not there, or not for long, is refused`() async throws {
        try await put("going", isBeingRemoved: true)
        for name in ["none", "going"] {
            let reply = await create(name)
            #expect(reply.status == 422)
            #expect(reply.pointers == ["/target_service"])
        }
    }

    @Test func `a token names its own services only, and cannot tell others from none`() async throws {
        let token = try await api.token("ops")
        try await put("mine", owner: "ops")
        try await put("ours")
        try await put("theirs", owner: "dev")
        #expect(await create("mine", as: token).status == 201)
        for name in ["ours", "theirs", "none"] {
            let reply = await create(name, as: token)
            #expect(reply.status == 422)
            #expect(reply.pointers == ["/target_service"])
        }
        #expect(await create("theirs").status == 201)
        // What belongs to a token serves that token's services, whoever writes it.
        #expect(await api.call("PUT", "\(proxies)/mine.test", ["target_service": "theirs"]).status == 422)
    }

    @Test func `a route names its owner's services only`() async throws {
        let token = try await api.token("ops")
        try await put("mine", owner: "ops")
        try await put("theirs", owner: "dev")
        #expect(await create("mine", as: token).status == 201)
        for (service, status) in [("mine", 201), ("theirs", 422)] {
            let body: JSONValue = [
                "path_pattern": .string("/\(service)"), "target_type": "service", "target_value": .string(service),
                "scope": "proxy", "proxy_hostnames": ["mine.test"],
            ]
            #expect(await api.call("POST", "/api/v1/routes", body, as: token).status == status)
        }
    }
}
