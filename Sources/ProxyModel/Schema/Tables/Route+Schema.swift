extension Route {
    /// The fields of a route.
    package static let schema = ObjectSchema<Route>(
        "Route", blank: { Route(id: "", pathPattern: "/", target: .service(""), createdAt: 0) },
        fields: [
            Field("route_id", .readOnly, \.id, .line(1...128), "Identifier, made from the path."),
            Field(
                "path_pattern", .required, \.pathPattern, .text(1...2048), "What the canonical path is compared with."),
            Field("match", \.match, .choice, default: .prefix, "How the path is compared."),
            isRegex, targetType, targetValue, targetStatus, targetContentType,
            Field("priority", \.priority, .integer(0...999), default: 50, "The higher wins."),
            Field("methods", \.methods, .methods, default: nil, "Methods that the route takes; null or \"*\" = all."),
            Field("description", \.summary, .line(), default: "", "For people."),
            Field("enabled", \.enabled, .flag, default: true, "Whether the route takes part."),
            Field("scope", \.scope, .choice, default: .global, "Whether the route is for all hosts or for some."),
            Field(
                "proxy_hostnames", \.proxyHostnames, .list(.hostName), default: [],
                "Hosts of a route with scope proxy."),
            auth,
            Field(
                "strip_prefix", \.stripPrefix, .flag, default: false,
                "Whether the matched prefix is removed from the path."),
            Field(
                "rewrite", \.rewrite, .optional(.path), default: nil,
                "Replacement for the whole path; $path and $query stand for the request's."),
            Field(
                "created_by", \.owner, .optional(.line()), default: nil, access: .readOnly,
                "Token that owns the route; null = admin."),
            Field("created_at", .readOnly, \.createdAt, .timestamp, "When the route was created."),
            Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When the route was last changed."),
        ], rules: rules)

    /// The older spelling of `match`.
    private static let isRegex = Field<Route>(
        "is_regex", .optional, ["type": "boolean"], "Short form of match: regex.",
        decode: { (json, siblings, form, route) throws(SchemaProblem) in
            let isRegex = try ValueSchema.flag.decode(json, form)
            guard isRegex != (route.match == .regex) else { return }
            guard siblings["match"] == nil else { throw SchemaProblem("contradicts match") }
            route.match = isRegex ? .regex : .prefix
        }, encode: { route, _ in .bool(route.match == .regex) }, isStored: { _ in false })

    private static let auth = Field<Route>(
        "auth", .optional, ["type": "string", "enum": ["inherit", "none"]],
        "inherit = as the host is guarded; none = the route is open.",
        decode: { (json, _, _, route) throws(SchemaProblem) in
            guard json == "inherit" || json == "none" else { throw SchemaProblem("expected inherit or none") }
            route.isUnguarded = json == "none"
        }, encode: { route, _ in route.isUnguarded ? "none" : "inherit" }, isStored: { $0.isUnguarded })

    private static func rules(_ route: Route) -> [SchemaIssue] {
        var issues: [SchemaIssue] = []
        if route.match != .regex {
            do throws(SchemaProblem) {
                _ = try ValueSchema.path.decode(.string(route.pathPattern), .request)
            } catch {
                issues += error.nested(under: "path_pattern").issues
            }
        }
        if route.scope == .proxy, route.proxyHostnames.isEmpty {
            issues.append(SchemaIssue(pointer: "/proxy_hostnames", detail: "is required for scope proxy"))
        }
        if route.scope == .global, !route.proxyHostnames.isEmpty {
            issues.append(SchemaIssue(pointer: "/proxy_hostnames", detail: "is only for scope proxy"))
        }
        if route.stripPrefix, route.match == .regex {
            issues.append(SchemaIssue(pointer: "/strip_prefix", detail: "needs match prefix or exact"))
        }
        return issues
    }
}

extension ValueSchema where Value == [String]? {
    /// Method names in upper case, each once, sorted; `null`, `"*"` and a list with `"*"` mean all.
    static var methods: ValueSchema {
        let list = ValueSchema<[String]>.list(.fieldName, limit: 40)
        return ValueSchema(
            ["type": ["array", "string", "null"], "items": ["type": "string"], "examples": [["GET", "POST"]]],
            decode: { (json, form) throws(SchemaProblem) in
                if json == .null || json == "*" || json == ["*"] { return nil }
                let names = try list.decode(json, form).map { $0.uppercased() }
                guard !names.isEmpty else { throw SchemaProblem("must not be empty; null means all methods") }
                return names.contains("*") ? nil : Array(Set(names)).sorted()
            }, encode: { methods, form in methods.map { list.encode($0, form) } ?? .null })
    }
}
