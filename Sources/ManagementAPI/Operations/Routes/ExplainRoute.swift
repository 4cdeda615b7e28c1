internal import ProxyCore
internal import ProxyModel

extension Operation {
    static let explainRoute = Operation(
        "route.explain", .get, "/api/v1/routes/explain", .token, "Tell where a request would go, and why.",
        parameters: [
            .text("method", "Method of the request; GET if absent."), .required("host", "Host of the request."),
            .text("path", "Path of the request; / if absent."), .flag("tls", "Whether the request comes by HTTPS."),
        ],
        answer: .object(
            "RouteExplanation",
            [
                "method": JSONSchema.text, "host": JSONSchema.text, "path": JSONSchema.text,
                "proxy": JSONSchema.nullableText, "route_id": JSONSchema.nullableText, "target": JSONSchema.text,
                "guard": JSONSchema.text, "rejected": JSONSchema.objects,
            ])
    ) { (call) throws(Problem) in
        let method = (call.query.text("method") ?? "GET").uppercased()
        let path = call.query.text("path") ?? "/"
        let host = try host(call.query.text("host") ?? "")
        if let detail = RoutePattern.validate(path: path) {
            throw Problem(.invalidContent, "the query parameter 'path': \(detail)")
        }
        let explanation = await call.environment.explainer.explain(
            method: method, host: host, path: path, isTLS: try call.query.flag("tls"))
        let snapshot = try call.snapshot()
        if !call.caller.isAdmin { _ = try snapshot.proxy(explanation.hostPattern ?? host, for: call.caller) }
        let rejected = explanation.rejected
            .filter { call.caller.owns(snapshot.routes[$0.routeID]?.value.owner) }
            .map { rejection -> JSONValue in
                JSONValue.object(
                    [
                        "route_id": .string(rejection.routeID), "path_pattern": .string(rejection.pathPattern),
                        "priority": .integer(Int64(rejection.priority)), "reason": .string(rejection.reason),
                    ])
            }
        return .object([
            "method": .string(method), "host": .string(host), "path": .string(path),
            "proxy": .text(explanation.hostPattern), "route_id": .text(explanation.routeID),
            "target": .string(explanation.target), "guard": .string(explanation.guardState),
            "rejected": .array(rejected),
        ])
    }

    /// The canonical host of an authority; a port plays no part in routing.
    private static func host(_ text: String) throws(Problem) -> String {
        let name = text.hasPrefix("[") ? Substring(text) : text.prefix { $0 != ":" }
        if name.hasPrefix("[") { return String(name) }
        do throws(HostnameProblem) {
            return try Hostname(String(name)).text
        } catch {
            throw Problem(.invalidContent, "the query parameter 'host': \(error)")
        }
    }
}
