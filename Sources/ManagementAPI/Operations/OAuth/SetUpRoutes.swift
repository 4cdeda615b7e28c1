internal import ProxyModel

extension Operation {
    static let setUpRoutes = Operation(
        "oauth.routes.setup", .post, "/api/v1/oauth/admin/setup-routes", .admin,
        "Make a host the authorization server: its proxy if there is none, and its routes.",
        takes: RoutesSetupRequest.schema,
        answer: .object(
            "RoutesSetup",
            [
                "oauth_domain": JSONSchema.text, "created_routes": JSONSchema.texts,
                "skipped_routes": JSONSchema.texts, "errors": JSONSchema.texts, "success": JSONSchema.flag,
                "proxy_created": JSONSchema.flag,
            ])
    ) { (input, call) throws(Problem) in
        guard let host = try? Hostname(input.domain) else {
            throw Problem(SchemaProblem([SchemaIssue(pointer: "/oauth_domain", detail: "is not a host name")]))
        }
        let (setup, revision) = try await call.environment.editor.edit { draft throws(Problem) in
            RoutesSetup(host, replaces: input.isForced, in: &draft, now: call.now)
        }
        return .object(
            [
                "oauth_domain": .string(host.text), "created_routes": .texts(setup.created),
                "skipped_routes": .texts(setup.skipped), "errors": [], "success": true,
                "proxy_created": .bool(setup.isProxyCreated),
            ], revision: revision)
    }
}
