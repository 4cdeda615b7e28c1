internal import ProxyModel

/// How proxies are shown.
enum ProxyView {
    static let columns = [
        "hostname", "target_url", "target_service", "enabled", "enable_http", "enable_https", "certificate_status",
        "auth_enabled",
    ]
    static let answer = OperationAnswer(
        .list(key: "proxies", name: "ProxyTarget", element: definition, columns: columns))
    static let record = OperationAnswer(.object(name: "ProxyTarget", definition: definition))
    static let hostname = OperationParameter.path("hostname", "Host of the proxy.")

    /// A proxy with the certificate that it is served with.
    static let definition: JSONValue = {
        var object = ProxyTarget.schema.definition(.response).objectValue ?? JSONObject()
        var properties = object["properties"]?.objectValue ?? JSONObject()
        for member in ProxyCertificate.definitions.members { properties.append(member.name, member.value) }
        object["properties"] = .object(properties)
        return .object(object)
    }()

    static func json(_ proxy: ProxyTarget) -> JSONObject { ProxyTarget.schema.encode(proxy, form: .request) }

    /// A proxy with its certificate, and whether that goes on by itself.
    static func shown(
        _ proxy: ProxyTarget, _ call: OperationCall
    ) async throws(Problem) -> (object: JSONObject, isLive: Bool) {
        guard let certificate = try await ProxyCertificate.all([proxy], call).first else { return (json(proxy), false) }
        return (certificate.added(to: json(proxy)), certificate.state != nil)
    }

    static func location(_ proxy: ProxyTarget) -> String {
        "/api/v1/proxy/targets/" + PercentEncoding.encode(proxy.hostname.description)
    }

    /// The caller's proxies by name; only the wanted page is written.
    static func list(_ call: OperationCall) async throws(Problem) -> OperationResult {
        let snapshot = try call.snapshot()
        let owned =
            call.caller.isAdmin
            ? Array(snapshot.proxies.keys)
            : snapshot.proxies.filter { call.caller.owns($0.value.value.owner) }.map(\.key)
        let page = try Page(call.query, total: owned.count).range
        let proxies = owned.sorted(at: page).compactMap { snapshot.proxies[$0]?.value }
        let certificates = try await ProxyCertificate.all(proxies, call)
        let elements = zip(proxies, certificates).map { $1.added(to: json($0)) }
        // How far a certificate is has no revision: a tag would hide it.
        let isStill = certificates.allSatisfy { $0.state == nil }
        return .list(count: owned.count, revision: isStill ? snapshot.revision : nil) { $0 == page ? elements : [] }
    }
}
