internal import ProxyModel

extension Operation {
    static let listResources = Operation(
        "resource.list", .get, "/api/v1/resources", .token, "List the protected resources of the caller.",
        answer: .list("resources", "ProtectedResource", ResourceView.members, columns: ResourceView.columns)
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let proxies = snapshot.proxies.values.map(\.value)
            .filter { $0.resource != nil && call.caller.owns($0.owner) }
            .sorted { $0.hostname.description < $1.hostname.description }
        return .list(proxies.compactMap { ResourceView.json($0) }, revision: snapshot.revision)
    }

    static let showResource = Operation(
        "resource.show", .get, "/api/v1/resources/{uri}", .token, "Show a protected resource.",
        parameters: [ResourceView.identifier], answer: .object("ProtectedResource", ResourceView.members)
    ) { (call) throws(Problem) in
        let stored = try ResourceView.proxy(call.path("uri"), in: try call.snapshot(), for: call.caller)
        return .object(ResourceView.json(stored.value) ?? [:], revision: stored.revision)
    }

    static let registerResource = Operation(
        "resource.register", .post, "/api/v1/resources", .token,
        "Announce a path of a host as a protected resource.", takes: ResourceRequest.schema,
        answer: .object("ProtectedResource", ResourceView.members, status: 201)
    ) { (input, call) throws(Problem) in
        let (host, endpoint) = try ResourceView.parse(input.uri)
        let (proxy, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            var proxy = try draft.snapshot.proxy(host, for: call.caller).value
            guard proxy.resource == nil else {
                throw Problem(.conflict, "the host announces a resource already; change that one")
            }
            proxy.resourceConfig.endpoint = endpoint
            try input.apply(to: &proxy)
            proxy.updatedAt = call.now
            try ProxyRules.check(proxy, draft.snapshot, call.caller)
            draft.put(.proxy(proxy))
            return proxy
        }
        return .object(
            ResourceView.json(proxy) ?? [:], revision: revision,
            location: "/api/v1/resources/" + PercentEncoding.encodeSegment(input.uri))
    }

    static let updateResource = Operation(
        "resource.update", .put, "/api/v1/resources/{uri}", .token,
        "Change a protected resource; its address stays.", parameters: [ResourceView.identifier],
        changes: ResourceChange.schema, answer: .object("ProtectedResource", ResourceView.members)
    ) { (patch, call) throws(Problem) in
        let precondition = try RecordPrecondition(call)
        let (proxy, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try ResourceView.proxy(call.path("uri"), in: draft.snapshot, for: call.caller)
            try precondition.check(stored.revision)
            var proxy = stored.value
            var change = ResourceChange()
            try patch.apply(to: &change)
            try ResourceRequest(uri: "", name: change.name, scopes: change.scopes).apply(to: &proxy)
            proxy.updatedAt = call.now
            draft.put(.proxy(proxy))
            return proxy
        }
        return .object(ResourceView.json(proxy) ?? [:], revision: revision)
    }

    static let deleteResource = Operation(
        "resource.delete", .delete, "/api/v1/resources/{uri}", .token, "Announce a protected resource no longer.",
        parameters: [ResourceView.identifier], answer: .object("DeletedResource", ["message": JSONSchema.text])
    ) { (call) throws(Problem) in
        let precondition = try RecordPrecondition(call)
        _ = try await call.environment.editor.edit { draft throws(Problem) in
            let stored = try ResourceView.proxy(call.path("uri"), in: draft.snapshot, for: call.caller)
            try precondition.check(stored.revision)
            var proxy = stored.value
            proxy.resource = nil
            proxy.updatedAt = call.now
            draft.put(.proxy(proxy))
        }
        return .object(["message": "The resource is announced no longer; a guard of its host stays."])
    }

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

    static let validateToken = Operation(
        "resource.validate-token", .post, "/api/v1/resources/{uri}/validate-token", .token,
        "Tell whether an access token is good for a protected resource, and why not.",
        parameters: [ResourceView.identifier], takes: TokenCheck.schema,
        answer: .object("TokenVerdict", ["valid": JSONSchema.flag])
    ) { (input, call) throws(Problem) in
        let stored = try ResourceView.proxy(call.path("uri"), in: try call.snapshot(), for: call.caller)
        let token = try await call.authorizationServer().inspect(token: input.token)
        let uri = ResourceView.json(stored.value)?["uri"]?.stringValue ?? ""
        return .object(input.verdict(token, uri: uri))
    }
}

/// A protected resource to be announced.
struct ResourceRequest: Sendable {
    var uri = ""
    var name: String?
    var scopes: [String]?

    static let schema = ObjectSchema<ResourceRequest>(
        "ProtectedResource", blank: { ResourceRequest() },
        fields: [
            Field("uri", .required, \.uri, .line(1...2048), "Its address, https://host/path."),
            Field("name", \.name, .optional(.line(1...256)), default: nil, "What clients show for it."),
            Field("scopes", \.scopes, .optional(.scopes), default: nil, "Scopes that are announced."),
        ])

    func apply(to proxy: inout ProxyTarget) throws(Problem) {
        if let scopes { proxy.resourceConfig.scopes = scopes }
        guard let name else { return }
        let text = proxy.resourceConfig.customMetadata ?? "{}"
        var custom = (try? JSONValue(parsing: Array(text.utf8)))?.objectValue ?? JSONObject()
        custom["resource_name"] = .string(name)
        proxy.resourceConfig.customMetadata = JSONValue.object(custom).compactText
    }
}

/// What is to be changed of a protected resource.
struct ResourceChange: Sendable {
    var name: String?
    var scopes: [String]?

    static let schema = ObjectSchema<ResourceChange>(
        "ProtectedResource", blank: { ResourceChange() },
        fields: [
            Field("name", \.name, .optional(.line(1...256)), default: nil, "What clients show for it."),
            Field("scopes", \.scopes, .optional(.scopes), default: nil, "Scopes that are announced."),
        ])
}

/// A token that is to be looked at for a resource.
struct TokenCheck: Sendable {
    var token = ""
    var scopes: [String]?

    static let schema = ObjectSchema<TokenCheck>(
        "TokenCheck", blank: { TokenCheck() },
        fields: [
            Field("token", .required, \.token, .line(1...16_384), "The access token."),
            Field("scopes", \.scopes, .optional(.scopes), default: nil, "Scopes that it must have."),
        ])

    /// The verdict about what an introspection says.
    func verdict(_ token: JSONObject, uri: String) -> JSONObject {
        guard token["active"] == true else {
            return ["valid": false, "reason": "the token is not valid, has expired, or was revoked"]
        }
        let audience =
            token["aud"]?.stringValue.map { [$0] } ?? token["aud"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard audience.contains(where: { $0 == uri || uri.hasPrefix($0 + "/") || $0 == uri + "/" }) else {
            return ["valid": false, "reason": "the token is for another resource"]
        }
        let granted = (token["scope"]?.stringValue ?? "").split(separator: " ").map(String.init)
        let missing = (scopes ?? []).filter { !granted.contains($0) }
        guard missing.isEmpty else {
            return ["valid": false, "reason": .string("the token lacks " + missing.joined(separator: " "))]
        }
        return ["valid": true, "user_id": token["sub"] ?? .null, "scopes": .texts(granted)]
    }
}
