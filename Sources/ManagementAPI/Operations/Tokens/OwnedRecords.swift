internal import ProxyModel

/// What a token owns, by name, sorted.
struct OwnedRecords {
    private let entries: [CertificateEntry]
    let proxies: [String]
    let routes: [String]
    let services: [String]
    /// But for those that are being removed already.
    private let containers: [ContainerService]
    let portTokens: [String]

    init(of token: String, in snapshot: ConfigurationSnapshot) {
        entries = snapshot.certificateEntries { $0 == token }
        proxies = snapshot.proxies.filter { $0.value.value.owner == token }.keys.sorted()
        routes = snapshot.routes.filter { $0.value.value.owner == token }.keys.sorted()
        containers = snapshot.dockerServices.values.map(\.value).filter { $0.owner == token && $0.deletion == nil }
            .sorted { $0.name < $1.name }
        portTokens = snapshot.portTokens.filter { $0.value.value.owner == token }.keys.sorted()
        services = snapshot.services.filter { $0.value.value.owner == token }.keys.sorted()
    }

    var certificates: [String] { entries.map(\.name) }

    var isEmpty: Bool {
        entries.isEmpty && proxies.isEmpty && routes.isEmpty && services.isEmpty && containers.isEmpty
            && portTokens.isEmpty
    }

    var json: JSONObject {
        [
            "certificates": .texts(certificates), "proxies": .texts(proxies), "routes": .texts(routes),
            "services": .texts(services), "docker_services": .texts(containers.map(\.name)),
            "port_tokens": .texts(portTokens),
        ]
    }

    /// Deletes all of it; volumes too, since who has the same name later must not find what is in them.
    func delete(in draft: inout ConfigurationDraft, now: Int64) {
        for id in routes { draft.delete(.routes, id) }
        for id in proxies { draft.delete(.proxies, id) }
        for id in services { draft.delete(.services, id) }
        for name in portTokens { draft.delete(.portTokens, name) }
        for service in containers { draft.remove(service, withVolumes: true, now: now) }
        for entry in entries { entry.delete(in: &draft) }
    }
}
