extension ProxyTarget {
    /// The fields of a proxy.
    package static let schema = ObjectSchema<ProxyTarget>(
        "ProxyTarget", blank: { ProxyTarget(hostname: .any, target: nil, createdAt: 0) },
        groups: [
            FieldGroup(identityFields), FieldGroup(servingFields),
            FieldGroup(headerFields) { $0.headers != nil },
            FieldGroup(trafficFields) { $0.traffic != nil },
            FieldGroup(guardFields) { $0.auth != nil },
            FieldGroup(resourceFields) { $0.resource != nil },
            FieldGroup(oauthServerFields) { $0.oauthServer != nil },
            FieldGroup(toolFields) { $0.toolAccess != nil },
            FieldGroup(onDemandFields) { $0.onDemand != nil },
        ],
        rules: rules)

    private static let identityFields: [Field<ProxyTarget>] = [
        Field(
            "hostname", .required, \.hostname, .hostPattern,
            "Host that is served: a name, *.suffix, or * for whatever no other proxy takes."),
        Field(
            "target_url", \.target, .optional(.upstreamURL), default: nil,
            "Where requests go: http://, https:// or unix:/ address; null when upstreams or routes answer."),
        Field(
            "cert_name", \.certName, .optional(.line(1...128)), default: nil,
            "Certificate to use; null = any that covers the host."),
        Field(
            "created_by", \.owner, .optional(.line()), default: nil, access: .readOnly,
            "Token that owns the proxy; null = admin."),
        Field("created_at", .readOnly, \.createdAt, .timestamp, "When the proxy was created."),
        Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When the proxy was last changed."),
    ]

    private static let servingFields: [Field<ProxyTarget>] = [
        Field("enabled", \.enabled, .flag, default: true, "Whether the host is served at all."),
        Field("enable_http", \.enableHTTP, .flag, default: true, "Whether plain HTTP is served."),
        Field("enable_https", \.enableHTTPS, .flag, default: true, "Whether HTTPS is served."),
        Field(
            "https_redirect", \.httpsRedirect, .choice, default: .auto,
            "Redirect of plain HTTP to HTTPS; auto = when an active certificate covers the host."),
        Field("internal", \.isInternal, .flag, default: false, "Whether the certificate comes from the local CA."),
        Field(
            "preserve_host_header", \.preserveHostHeader, .flag, default: true,
            "Whether the upstream sees the client's Host."),
        Field(
            "route_mode", \.routeMode, .choice, default: .all,
            "Which routes apply: all but disabled_routes, selective, or none."),
        Field(
            "enabled_routes", \.enabledRoutes, .list(.line(1...128)), default: [],
            "Routes that apply in mode selective."),
        Field(
            "disabled_routes", \.disabledRoutes, .list(.line(1...128)), default: [],
            "Routes that do not apply in mode all."),
    ]

    private static let headerFields: [Field<ProxyTarget>] = [
        Field(
            "custom_headers", \.headerEdits.request, .headers, default: [],
            "Header fields set on requests to the upstream."),
        Field(
            "custom_response_headers", \.headerEdits.response, .headers, default: [],
            "Header fields set on every answer to the client."),
    ]

    private static func rules(_ proxy: ProxyTarget) -> [SchemaIssue] {
        var issues: [SchemaIssue] = []
        if proxy.target != nil, proxy.traffic?.value.upstreams.isEmpty == false {
            issues.append(SchemaIssue(pointer: "/upstreams", detail: "use either target_url or upstreams, not both"))
        }
        if proxy.traffic?.value.service != nil, proxy.target != nil || proxy.traffic?.value.upstreams.isEmpty == false {
            issues.append(
                SchemaIssue(
                    pointer: "/target_service", detail: "use one of target_url, upstreams and target_service"))
        }
        if !proxy.enableHTTP, !proxy.enableHTTPS {
            issues.append(
                SchemaIssue(
                    pointer: "/enable_http", detail: "HTTP and HTTPS are both off; use enabled to switch a host off"))
        }
        if proxy.guardConfig.enabled, proxy.guardConfig.authProxy.isEmpty {
            issues.append(SchemaIssue(pointer: "/auth_proxy", detail: "is required while auth_enabled is true"))
        }
        if let issue = proxy.toolAccessIssue { issues.append(issue) }
        if let issue = proxy.onDemandIssue { issues.append(issue) }
        return issues
    }

    /// What is wrong with rules about tools on a host where nobody is known.
    package var toolAccessIssue: SchemaIssue? {
        guard toolAccess != nil, !guardConfig.enabled || resource == nil else { return nil }
        return SchemaIssue(
            pointer: "/tool_access",
            detail: "needs auth_enabled and resource_endpoint: without them nobody is known to have rights")
    }
}
