internal import ProxyModel

/// What a token owns, by name, sorted.
struct OwnedRecords {
    let certificates: [String]
    let proxies: [String]
    let routes: [String]
    let services: [String]

    init(of token: String, in snapshot: ConfigurationSnapshot) {
        certificates = snapshot.certificates.filter { $0.value.value.owner == token }.keys.sorted()
        proxies = snapshot.proxies.filter { $0.value.value.owner == token }.keys.sorted()
        routes = snapshot.routes.filter { $0.value.value.owner == token }.keys.sorted()
        services = snapshot.services.filter { $0.value.value.owner == token }.keys.sorted()
    }

    var isEmpty: Bool { certificates.isEmpty && proxies.isEmpty && routes.isEmpty && services.isEmpty }

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
        for id in certificates { draft.delete(.certificates, id) }
    }
}
