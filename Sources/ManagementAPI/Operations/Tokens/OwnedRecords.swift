internal import ProxyModel

/// What a token owns, by name, sorted.
struct OwnedRecords {
    private let entries: [CertificateEntry]
    let proxies: [String]
    let routes: [String]
    let services: [String]

    init(of token: String, in snapshot: ConfigurationSnapshot) {
        entries = snapshot.certificateEntries { $0 == token }
        proxies = snapshot.proxies.filter { $0.value.value.owner == token }.keys.sorted()
        routes = snapshot.routes.filter { $0.value.value.owner == token }.keys.sorted()
        services = snapshot.services.filter { $0.value.value.owner == token }.keys.sorted()
    }

    var certificates: [String] { entries.map(\.name) }

    var isEmpty: Bool { entries.isEmpty && proxies.isEmpty && routes.isEmpty && services.isEmpty }

    var json: JSONObject {
        [
            "certificates": .texts(certificates), "proxies": .texts(proxies), "routes": .texts(routes),
            "services": .texts(services),
        ]
    }

    /// Deletes all of it.
    func delete(in draft: inout ConfigurationDraft) {
        for id in routes { draft.delete(.routes, id) }
        for id in proxies { draft.delete(.proxies, id) }
        for id in services { draft.delete(.services, id) }
        for entry in entries { entry.delete(in: &draft) }
    }
}
