internal import ProxyModel

/// The metadata of a protected resource (RFC 9728 §2), with what its proxy's configuration adds.
enum ResourceMetadata {
    /// The path before which a resource's own path is moved (RFC 9728 §3.1).
    static let prefix = "/.well-known/oauth-protected-resource"

    /// The address that the document at this path describes; nil when there is no resource of that path.
    ///
    /// At the root that is the host's one resource. A host that is a resource as a whole is one at each of its paths. The
    /// address has a trailing slash if the client asks with one: clients compare it with what was typed.
    static func uri(of resource: ProtectedResource, at path: String) -> String? {
        let suffix = path.dropFirst(prefix.count)
        if suffix.isEmpty || suffix == "/" { return resource.uri }
        if resource.endpoint.isEmpty { return isPath(suffix) ? resource.uri + suffix : nil }
        if suffix == resource.endpoint { return resource.uri }
        return suffix == resource.endpoint + "/" ? resource.uri + "/" : nil
    }

    /// The document of a resource under one of its addresses.
    static func document(_ resource: ProtectedResource, uri: String) -> JSONValue {
        let configuration = resource.metadata
        let overrides = resource.serverMetadata
        let issuer = (overrides?.overrideDefaults == true ? overrides?.issuer : nil) ?? resource.issuer
        var document: JSONObject = [
            "resource": .string(uri),
            "authorization_servers": [.string(issuer)],
        ]
        // An empty list would say that there are no scopes.
        if !resource.scopes.isEmpty { document.append("scopes_supported", ServerMetadata.list(resource.scopes)) }
        document.append("bearer_methods_supported", ServerMetadata.list(configuration?.bearerMethods ?? ["header"]))
        document.append("resource_name", .string(resource.hostname))
        guard let configuration else { return .object(document) }
        // Nobody said that there is something at the default.
        if configuration.documentationSuffix != ProxyResourceConfig().documentationSuffix {
            document.append("resource_documentation", .string(resource.uri + configuration.documentationSuffix))
        }
        document.append("mcp_versions_supported", ServerMetadata.list(configuration.versions))
        document.append("mcp_stateful", .bool(configuration.stateful))
        ServerMetadata.merge(configuration.serverInfo, into: &document, replacing: false)
        ServerMetadata.merge(configuration.customMetadata, into: &document, replacing: true)
        // Clients refuse a document whose resource is not the one they asked for.
        document["resource"] = .string(uri)
        return .object(document)
    }

    /// Whether a text can be a path (RFC 3986 §3.3).
    private static func isPath(_ text: Substring) -> Bool {
        text.hasPrefix("/") && !text.hasPrefix("//") && text.utf8.count <= 1_024
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""<>\^`{|}"#.utf8.contains($0) }
    }
}
