internal import ProxyCore
internal import ProxyModel

/// What a route must keep to beyond the types of its fields: its expression, its uniqueness, and who may say so.
enum RouteRules {
    /// Throws a 422, 403 or 409 when the route breaks one.
    static func check(_ route: Route, _ snapshot: ConfigurationSnapshot, _ call: OperationCall) throws(Problem) {
        if let detail = pathProblem(route) {
            throw Problem(SchemaProblem([SchemaIssue(pointer: "/path_pattern", detail: detail)]))
        }
        if !call.caller.isAdmin { try checkAuthority(route, snapshot, call) }
        let key = RouteUniqueness(route)
        if let other = snapshot.routes.values.first(where: {
            $0.value.id != route.id && RouteUniqueness($0.value) == key
        }) {
            let isVisible = call.caller.owns(other.value.owner)
            throw Problem(
                .conflict, "there is a route with the same path, priority, methods, scope and hosts",
                members: isVisible ? ["conflicts_with": .string(other.value.id)] : [:])
        }
    }

    /// What is wrong with the pattern, by the rules of those who match it.
    static func pathProblem(_ route: Route) -> String? {
        switch route.match {
        case .regex: RoutePattern.validate(regex: route.pathPattern)?.description
        case .prefix, .exact: RoutePattern.validate(path: route.pathPattern)
        }
    }

    /// A token may route only what it owns: another's host, service or proxy does not exist for it.
    private static func checkAuthority(
        _ route: Route, _ snapshot: ConfigurationSnapshot, _ call: OperationCall
    ) throws(Problem) {
        guard route.scope == .proxy else {
            throw Problem(
                .forbidden, "a global route applies to everybody's hosts; use scope proxy with proxy_hostnames")
        }
        var issues: [SchemaIssue] = []
        for (index, host) in route.proxyHostnames.enumerated()
        where !call.caller.owns(snapshot.proxies[host], \.owner) {
            issues.append(SchemaIssue(pointer: "/proxy_hostnames/\(index)", detail: "there is no proxy '\(host)'"))
        }
        switch route.target {
        case .hostname(let host) where !call.caller.owns(snapshot.proxies[host], \.owner):
            issues.append(SchemaIssue(pointer: "/target_value", detail: "there is no proxy '\(host)'"))
        case .service(let name)
        where !call.environment.settings.localServices.contains(name)
            && !call.caller.owns(snapshot.services[name], \.owner)
            && !call.caller.owns(snapshot.dockerServices[name], \.owner):
            issues.append(SchemaIssue(pointer: "/target_value", detail: "there is no service '\(name)'"))
        default: break
        }
        guard issues.isEmpty else { throw Problem(SchemaProblem(issues)) }
    }
}

extension Caller {
    /// Whether the record is there and the caller's.
    fileprivate func owns<Value>(_ stored: Stored<Value>?, _ owner: KeyPath<Value, String?>) -> Bool {
        stored.map { owns($0.value[keyPath: owner]) } ?? false
    }
}
