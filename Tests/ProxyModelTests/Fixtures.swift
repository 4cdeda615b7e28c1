import ProxyModel

/// Values with every group filled, shared by the tests.
enum Fixtures {
    static let token = APIToken(
        name: "ci", digest: String(repeating: "0a", count: 32), certEmail: "ci@example.com",
        createdAt: 1_700_000_000_000)

    static func fullProxy() throws -> ProxyTarget {
        var proxy = ProxyTarget(hostname: try HostPattern("*.a.test"), target: nil, createdAt: 1_700_000_000_001)
        proxy.updatedAt = 1_700_000_000_999
        proxy.owner = "ci"
        proxy.certName = "wild"
        proxy.enabled = false
        proxy.enableHTTP = false
        proxy.preserveHostHeader = false
        proxy.isInternal = true
        proxy.httpsRedirect = .never
        proxy.routeMode = .selective
        proxy.enabledRoutes = ["r1"]
        proxy.disabledRoutes = ["r2"]
        proxy.headerEdits.request = [Header(name: "X-B", value: "1"), Header(name: "X-A", value: "2")]
        proxy.headerEdits.response = [Header(name: "Strict-Transport-Security", value: "max-age=1")]
        proxy.trafficPolicy = try fullPolicy()
        proxy.guardConfig = ProxyAuthConfig(authProxy: "auth.a.test")
        proxy.guardConfig.requiredUsers = []
        proxy.guardConfig.requiredEmails = ["*@example.com"]
        proxy.guardConfig.excludedPaths = ["/open"]
        proxy.guardConfig.providers = ["local"]
        proxy.guardConfig.mode = .redirect
        proxy.resourceConfig.endpoint = "/api"
        proxy.resourceConfig.serverInfo = #"{"name":"x"}"#
        proxy.oauthServerConfig.scopes = ["a"]
        proxy.oauthServerConfig.pkceRequired = true
        return proxy
    }

    static func fullPolicy() throws -> TrafficPolicy {
        var policy = TrafficPolicy()
        policy.upstreams = [
            TrafficPolicy.Upstream(url: try UpstreamURL("https://b.test:8443/x"), weight: 3),
            TrafficPolicy.Upstream(url: try UpstreamURL("unix:/run/b.sock:/y")),
        ]
        policy.loadBalancing = .addressHash
        policy.healthCheck = TrafficPolicy.HealthCheck()
        policy.healthCheck?.expectedStatus = [200, 204]
        policy.connectTimeoutMS = 1_500
        policy.idleTimeoutMS = 60_000
        policy.maxBodyBytes = 1 << 40
        policy.rateLimit = TrafficPolicy.RateLimit(requestsPerSecond: 2.5, burst: 10)
        policy.addressAllow = ["10.0.0.0/8"]
        policy.addressDeny = ["10.1.0.0/16", "2001:db8::/32"]
        policy.upstreamTLS = TrafficPolicy.UpstreamTLS()
        policy.upstreamTLS?.verify = false
        policy.upstreamTLS?.serverName = "b.test"
        policy.stripPrefix = "/v1"
        policy.rewrite = "/new$path"
        return policy
    }

    static func records() throws -> [ConfigurationRecord] {
        var routes: [Route] = []
        let targets: [RouteTarget] = [
            .port(8080), .service("api"), .hostname("a.test"), .url(try UpstreamURL("http://b.test")),
            .redirect(location: "https://c.test$path", status: 308),
            .fixed(status: 503, contentType: "text/html", body: "<p>away</p>\n"),
        ]
        for (index, target) in targets.enumerated() {
            var route = Route(id: "r\(index)", pathPattern: "/p", target: target, createdAt: 1)
            route.match = Route.PathMatch.allCases[index % 3]
            route.methods = index % 2 == 0 ? nil : ["GET", "POST"]
            route.scope = index % 2 == 0 ? .global : .proxy
            route.proxyHostnames = index % 2 == 0 ? [] : ["a.test"]
            route.isUnguarded = index == 3
            route.rewrite = index == 4 ? "/z" : nil
            routes.append(route)
        }
        var certificate = CertificateRecord(
            name: "wild", domains: ["*.a.test"], origin: .localCA, keyType: "ecdsa", issuer: "CN=x", serial: "0f",
            fingerprint: "sha256:" + String(repeating: "ab", count: 32), notBefore: 1, notAfter: 2, createdAt: 3)
        certificate.email = "ops@example.com"
        let first: [ConfigurationRecord] = [
            .proxy(try fullProxy()),
            .service(ExternalService(name: "b", target: try UpstreamURL("http://b:1"), createdAt: 9)),
            .token(token), .certificate(certificate),
            .sealed(SealedRecord(name: "ticket-keys", sealed: "AAEC", updatedAt: 4)),
        ]
        return first + accessRecords + certificateRecords + (try serviceRecords()) + routes.map { .route($0) }
    }

    /// What obtaining certificates needs, every field set.
    static var certificateRecords: [ConfigurationRecord] {
        var intent = CertificateIntent(name: "wild", domains: ["*.a.test", "a.test"], createdAt: 11)
        intent.email = "ops@example.com"
        intent.issuers = ["letsencrypt", "https://ca.example/directory"]
        intent.challenge = .dns01
        intent.dnsProvider = "zone"
        intent.keyType = .rsa3072
        intent.reusesKey = true
        intent.profile = "shortlived"
        intent.preferredChain = "Root X1"
        intent.isStaging = true
        intent.renewalRequestedAt = 13
        intent.owner = "ci"
        intent.updatedAt = 12
        return [
            .certificateIntent(intent),
            .certificateIssuer(
                CertificateIssuer(
                    name: "corp", directoryURL: "https://ca.example/directory", stagingURL: "https://test.ca.example/d",
                    eabKeyID: "kid", sealedEABKey: "AAEC", profile: "p", preferredChain: "Root", createdAt: 1,
                    updatedAt: 2)),
            .acmeChallenge(
                ACMEChallengeRecord(
                    type: .http01, identifier: "a.test", token: "tok_en-1", keyAuthorization: "tok_en-1.thumb",
                    createdAt: 1)),
            .dnsProvider(dnsProvider),
        ]
    }

    private static var dnsProvider: DNSProviderRecord {
        var provider = DNSProviderRecord(name: "zone", kind: .rfc2136, createdAt: 1)
        provider.server = "192.0.2.1:5353"
        provider.keyName = "key.example"
        provider.keyAlgorithm = .hmacSHA512
        provider.ttl = 5
        provider.propagationTimeout = 9
        provider.sealedSecret = "AAEC"
        provider.updatedAt = 2
        return provider
    }

    /// What signing in needs, every field set.
    static var accessRecords: [ConfigurationRecord] {
        let digest = String(repeating: "0a", count: 32)
        return [
            .user(
                LocalUser(
                    name: "ann@example.com", passwordHash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
                    email: "ann@example.com", displayName: "Ann Ä.", groups: ["dev", "ops"], isDisabled: true,
                    createdAt: 1, updatedAt: 2)),
            .client(
                ClientRecord(
                    id: "https://client.example/metadata.json", metadata: #"{"client_name":"x"}"#,
                    secretDigest: digest, registrationTokenDigest: digest, isTrusted: true, isDisabled: true,
                    createdAt: 3, updatedAt: 4)),
            .apiKey(
                APIKey(
                    id: "abcdefgh12", digest: digest, label: "CI", subject: "local:ann", username: "ann",
                    email: "ann@example.com", groups: ["dev"], scopes: ["mcp:read"], expiresAt: 9, createdAt: 5)),
            .identityProvider(
                IdentityProvider(
                    name: "corp", kind: .oidc, label: "Corp", issuer: "https://login.example/tenant",
                    apiURL: "https://api.example", clientID: "proxyd", sealedSecret: "AAEC", scopes: ["openid"],
                    groupsClaim: "roles", isDisabled: true, createdAt: 6, updatedAt: 7)),
            .signingKey(
                SigningKey(
                    kid: "k-1", algorithm: .es256, publicKey: "AAEC", sealedPrivateKey: "AwQF", createdAt: 8,
                    activeFrom: 9, retiresAt: 10)),
        ]
    }
}
