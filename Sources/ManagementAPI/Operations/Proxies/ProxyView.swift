internal import ProxyModel

/// How proxies are shown.
enum ProxyView {
    static let columns = [
        "hostname", "target_url", "enabled", "enable_http", "enable_https", "cert_name", "auth_enabled",
    ]
    static let answer = OperationAnswer.list("proxies", ProxyTarget.schema, columns: columns)
    static let hostname = OperationParameter.path("hostname", "Host of the proxy.")

    static func json(_ proxy: ProxyTarget) -> JSONObject { ProxyTarget.schema.encode(proxy, form: .request) }

    static func location(_ proxy: ProxyTarget) -> String {
        "/api/v1/proxy/targets/" + PercentEncoding.encode(proxy.hostname.description)
    }

    /// The caller's proxies by name; only the wanted page is written.
    static func list(_ call: OperationCall) throws(Problem) -> OperationResult {
        let snapshot = try call.snapshot()
        let owned =
            call.caller.isAdmin
            ? Array(snapshot.proxies.keys)
            : snapshot.proxies.filter { call.caller.owns($0.value.value.owner) }.map(\.key)
        let hosts = owned.sorted()
        return .list(count: hosts.count, revision: snapshot.revision) { range in
            hosts[range].compactMap { snapshot.proxies[$0] }.map { json($0.value) }
        }
    }
}
