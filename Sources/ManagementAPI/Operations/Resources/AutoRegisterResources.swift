internal import ProxyModel

extension Operation {
    static let autoRegisterResources = Operation(
        "resource.auto-register", .post, "/api/v1/resources/auto-register", .admin,
        "Announce every guarded host with HTTPS as a protected resource that is none yet.",
        answer: .object("AutoRegistered", ["registered": JSONSchema.texts])
    ) { (call) throws(Problem) in
        let (hosts, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            var hosts: [String] = []
            for (host, stored) in draft.snapshot.proxies.sorted(by: { $0.key < $1.key }) {
                var proxy = stored.value
                guard proxy.enableHTTPS, proxy.auth?.value.enabled == true, proxy.resource == nil else { continue }
                proxy.resourceConfig = ProxyResourceConfig()
                proxy.updatedAt = call.now
                draft.put(.proxy(proxy))
                hosts.append(host)
            }
            return hosts
        }
        return .object(["registered": .texts(hosts)], revision: revision)
    }
}
