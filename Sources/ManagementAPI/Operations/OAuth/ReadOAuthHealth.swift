internal import ProxyModel

extension Operation {
    static let readOAuthHealth = Operation(
        "oauth.health", .get, "/api/v1/oauth/health", .token,
        "Tell whether users can sign in, and what is missing if they cannot.",
        answer: .object(
            "OAuthHealth",
            [
                "status": ["type": "string", "enum": ["healthy", "degraded"]], "checks": JSONSchema.object,
                "missing": JSONSchema.texts,
            ])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let hosts = Set(
            snapshot.routes.values.map(\.value)
                .filter { $0.enabled && $0.target == .service(RoutesSetup.service) }.flatMap(\.proxyHostnames))
        let hasKey = snapshot.signingKeys.values.contains {
            $0.value.activeFrom <= call.now && ($0.value.retiresAt ?? .max) > call.now
        }
        let hasUser =
            snapshot.users.values.contains { !$0.value.isDisabled }
            || snapshot.identityProviders.values.contains { !$0.value.isDisabled }
        var missing: [String] = []
        if hosts.isEmpty { missing.append("no host is the authorization server: proxyd oauth routes-setup AUTH_HOST") }
        if !hasKey { missing.append("no key signs yet: it is made within seconds of the start") }
        if !hasUser { missing.append("nobody can sign in: proxyd oauth user create NAME --password-stdin") }
        return .object([
            "status": missing.isEmpty ? "healthy" : "degraded",
            "checks": [
                "authorization_server": .bool(!hosts.isEmpty), "signing_key": .bool(hasKey), "sign_in": .bool(hasUser),
                "hosts": .texts(hosts.sorted()),
            ], "missing": .texts(missing),
        ])
    }
}
