extension ProxyTarget {
    /// The fields of the guard, the protected resource and the authorization server's overrides.
    static let guardFields: [Field<ProxyTarget>] = [
        Field("auth_enabled", \.guardConfig.enabled, .flag, default: false, "Whether requests need a valid token."),
        Field(
            "auth_proxy", \.guardConfig.authProxy.nilIfEmpty, .optional(.hostName), default: nil,
            "Host of the authorization server."),
        Field(
            "auth_mode", \.guardConfig.mode, .choice, default: .forward,
            "What happens to a request without a valid token."),
        Field(
            "auth_required_users", \.guardConfig.requiredUsers, .optional(.list(.line())), default: nil,
            "Users that are let in; null = the global list, [] = nobody, [\"*\"] = everybody."),
        Field(
            "auth_required_emails", \.guardConfig.requiredEmails, .optional(.list(.line())), default: nil,
            "E-mail addresses or globs that are let in; null = all."),
        Field(
            "auth_required_groups", \.guardConfig.requiredGroups, .optional(.list(.line())), default: nil,
            "Groups of which one is needed; null = none."),
        Field(
            "auth_providers", \.guardConfig.providers, .optional(.list(.line(1...64))), default: nil,
            "Identity providers that users may come from, local among them; null = all."),
        Field(
            "auth_allowed_scopes", \.guardConfig.allowedScopes, .optional(.list(.line())), default: nil,
            "Scopes of which one is needed; null = none."),
        Field(
            "auth_allowed_audiences", \.guardConfig.allowedAudiences, .optional(.list(.line())), default: nil,
            "Audiences that are accepted besides the resource."),
        Field(
            "auth_pass_headers", \.guardConfig.passHeaders, .flag, default: true,
            "Whether the upstream gets the identity headers."),
        Field(
            "auth_cookie_name", \.guardConfig.cookieName, .fieldName, default: "unified_auth_token",
            "Name of the session cookie in mode redirect."),
        Field(
            "auth_header_prefix", \.guardConfig.headerPrefix, .fieldName, default: "X-Auth-",
            "Prefix of the identity headers."),
        Field(
            "auth_excluded_paths", \.guardConfig.excludedPaths, .optional(.list(.path)), default: nil,
            "Paths that are not guarded, besides the defaults."),
        Field(
            "auth_forward_token", \.guardConfig.forwardToken, .flag, default: false,
            "Whether the bearer token itself goes upstream."),
    ]

    static let resourceFields: [Field<ProxyTarget>] = [
        Field(
            "resource_endpoint", \.resourceEndpoint, .optional(.path), default: nil,
            "Path of the protected resource; null = the proxy is none."),
        resource("resource_scopes", \.scopes, .list(.line(1...256)), "Scopes that are announced."),
        resource("resource_stateful", \.stateful, .flag, "Whether the resource keeps sessions."),
        resource("resource_versions", \.versions, .list(.line(1...64)), "Protocol versions that are announced."),
        resource(
            "resource_repair_version", \.repairVersion, .flag,
            "Whether MCP-Protocol-Version is set to the revision that a session negotiated, whatever its client sends."),
        resource("resource_server_info", \.serverInfo, .optional(.objectText), "Server information that is announced."),
        resource(
            "resource_override_backend", \.overrideBackend, .flag, "Whether this metadata replaces the backend's."),
        resource("resource_bearer_methods", \.bearerMethods, .list(.line(1...32)), "How tokens may be sent."),
        resource("resource_documentation_suffix", \.documentationSuffix, .path, "Path of the documentation."),
        resource("resource_custom_metadata", \.customMetadata, .optional(.objectText), "Members that are added."),
    ]

    static let toolFields: [Field<ProxyTarget>] = [
        Field(
            "tool_access", \.toolRules, .optional(.list(.object(ToolRule.schema), limit: 200)), default: nil,
            "Who may see and call which tools of an MCP server: the first rule that fits decides; null = all tools.")
    ]

    static let oauthServerFields: [Field<ProxyTarget>] = [
        Field(
            "oauth_server_issuer", \.oauthServerConfig.issuer, .optional(.line(1...2048)), default: nil,
            "Issuer that is announced."),
        Field(
            "oauth_server_scopes", \.oauthServerConfig.scopes, .optional(.list(.line(1...256))), default: nil,
            "Scopes that are announced."),
        Field(
            "oauth_server_grant_types", \.oauthServerConfig.grantTypes, .optional(.list(.line(1...256))), default: nil,
            "Grant types that are announced."),
        Field(
            "oauth_server_response_types", \.oauthServerConfig.responseTypes, .optional(.list(.line(1...256))),
            default: nil, "Response types that are announced."),
        Field(
            "oauth_server_token_auth_methods", \.oauthServerConfig.tokenAuthMethods, .optional(.list(.line(1...256))),
            default: nil, "Client authentication methods that are announced."),
        Field(
            "oauth_server_claims", \.oauthServerConfig.claims, .optional(.list(.line(1...256))), default: nil,
            "Claims that are announced."),
        Field(
            "oauth_server_pkce_required", \.oauthServerConfig.pkceRequired, .flag, default: false,
            "Whether PKCE is announced as required."),
        Field(
            "oauth_server_custom_metadata", \.oauthServerConfig.customMetadata, .optional(.objectText), default: nil,
            "Members added to the metadata."),
        Field(
            "oauth_server_override_defaults", \.oauthServerConfig.overrideDefaults, .flag, default: false,
            "Whether this metadata replaces the defaults."),
    ]

    /// A field that exists only while the proxy is a protected resource; `null` means the default.
    private static func resource<Value: Sendable & Equatable>(
        _ name: String, _ path: any WritableKeyPath<ProxyResourceConfig, Value> & Sendable,
        _ schema: ValueSchema<Value>,
        _ summary: String
    ) -> Field<ProxyTarget> {
        Field(
            name, .optional, ValueSchema<Value?>.optional(schema).definition, summary,
            decode: { (json, _, form, proxy) throws(SchemaProblem) in
                if json == .null {
                    guard proxy.resource != nil else { return }
                    proxy.resourceConfig[keyPath: path] = ProxyResourceConfig()[keyPath: path]
                } else {
                    proxy.resourceConfig[keyPath: path] = try schema.decode(json, form)
                }
            },
            encode: { proxy, form in
                proxy.resource.map { schema.encode($0.value[keyPath: path], form) } ?? .null
            },
            isStored: { proxy in
                proxy.resource.map { $0.value[keyPath: path] != ProxyResourceConfig()[keyPath: path] } ?? false
            })
    }

    /// The path whose presence makes the proxy a protected resource.
    private var resourceEndpoint: String? {
        get { resource?.value.endpoint }
        set {
            guard let newValue else { return resource = nil }
            resourceConfig.endpoint = newValue
        }
    }
}
