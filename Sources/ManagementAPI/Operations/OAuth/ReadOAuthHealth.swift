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
        let speaksTLS = await call.environment.health.report().isHTTPSEnabled
        let bare = hosts.filter { speaksTLS && !hasCertificate($0, in: snapshot, at: call.now) }.sorted()
        var missing: [String] = []
        if hosts.isEmpty { missing.append("no host is the authorization server: proxyd oauth routes-setup AUTH_HOST") }
        if !hasKey { missing.append("no key signs yet: it is made within seconds of the start") }
        if !hasUser { missing.append("nobody can sign in: proxyd oauth user create NAME --password-stdin") }
        for host in bare {
            missing.append("\(host) has no certificate that is valid: proxyd cert upload NAME CHAIN_FILE KEY_FILE")
        }
        return .object([
            "status": missing.isEmpty ? "healthy" : "degraded",
            "checks": [
                "authorization_server": .bool(!hosts.isEmpty), "signing_key": .bool(hasKey), "sign_in": .bool(hasUser),
                "certificate": .bool(bare.isEmpty),
                "hosts": .texts(hosts.sorted()),
            ], "missing": .texts(missing),
        ])
    }

    /// Whether TLS can be spoken for a host: by the local CA, or by a stored certificate; true where HTTPS is off.
    private static func hasCertificate(_ host: String, in snapshot: ConfigurationSnapshot, at time: Int64) -> Bool {
        guard let proxy = snapshot.proxies[host]?.value else { return false }
        guard proxy.enableHTTPS else { return true }
        if proxy.certName == nil, proxy.isInternal || proxy.hostname.isLocalhost { return true }
        return snapshot.certificates.values.map(\.value).contains { record in
            record.isActive(at: time)
                && (proxy.certName.map { $0 == record.name } ?? record.covers(proxy.hostname))
        }
    }
}
