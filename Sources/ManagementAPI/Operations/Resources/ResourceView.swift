internal import OAuthServer
internal import ProxyModel

/// Protected resources as the API shows them: guarded or announced hosts by their address.
enum ResourceView {
    static let identifier = OperationParameter.path(
        "uri", "Address of the resource, percent-encoded; https:// may be left out.")

    static let members: KeyValuePairs<String, JSONValue> = [
        "uri": JSONSchema.text, "name": JSONSchema.text, "proxy_target": JSONSchema.text, "scopes": JSONSchema.texts,
        "metadata_url": JSONSchema.text, "guarded": JSONSchema.flag, "auth_proxy": JSONSchema.nullableText,
    ]
    static let columns = ["uri", "proxy_target", "scopes", "guarded", "auth_proxy"]

    static func json(_ proxy: ProxyTarget, _ call: OperationCall) -> JSONObject? {
        guard let config = proxy.resource?.value else { return nil }
        let host = proxy.hostname.description
        let custom = config.customMetadata.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
        let endpoint = config.endpoint == "/" ? "" : config.endpoint
        let origin = call.environment.settings.origins.origin(host, proxy: proxy)
        return [
            "uri": .string(origin + endpoint), "name": custom?["resource_name"] ?? .string(host),
            "proxy_target": .string(host), "scopes": .texts(config.scopes),
            "metadata_url": .string(origin + "/.well-known/oauth-protected-resource" + endpoint),
            "guarded": .bool(proxy.auth?.value.enabled == true),
            "auth_proxy": .text(proxy.auth.map(\.value.authProxy)),
        ]
    }

    /// The host and the path of an address; a 422 for anything else.
    static func parse(_ text: String) throws(Problem) -> (host: String, endpoint: String) {
        let address = text.contains("://") ? text : "https://" + text
        guard let scheme = ["https://", "http://"].first(where: { address.lowercased().hasPrefix($0) }) else {
            throw Problem(SchemaProblem([SchemaIssue(pointer: "/uri", detail: "is not an address of a resource")]))
        }
        let rest = address.dropFirst(scheme.count)
        var authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        if let colon = authority.lastIndex(of: ":") { authority = authority[..<colon] }
        guard let host = try? Hostname(String(authority)), !path.contains(where: { "?#".contains($0) }) else {
            throw Problem(SchemaProblem([SchemaIssue(pointer: "/uri", detail: "is not an address of a resource")]))
        }
        var endpoint = String(path)
        while endpoint.count > 1, endpoint.hasSuffix("/") { endpoint.removeLast() }
        return (host.text, endpoint.isEmpty ? "/" : endpoint)
    }

    /// The proxy whose resource an address names; a 404 when it is none of the caller's.
    static func proxy(
        _ uri: String, in snapshot: ConfigurationSnapshot, for caller: Caller
    ) throws(Problem) -> Stored<ProxyTarget> {
        guard let (host, endpoint) = try? parse(uri), let stored = snapshot.proxies[host],
            caller.owns(stored.value.owner), stored.value.resource?.value.endpoint == endpoint
        else { throw Problem(.notFound, "there is no resource '\(uri)'") }
        return stored
    }
}
