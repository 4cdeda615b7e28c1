import ProxyModel

/// Records for tests.
enum Sample {
    static func proxy(_ host: String, created: Int64 = 1_700_000_000_000) throws -> ConfigurationRecord {
        .proxy(
            ProxyTarget(
                hostname: try HostPattern(host), target: try UpstreamURL("http://127.0.0.1:8000"), createdAt: created))
    }

    static func certificate(_ name: String) -> ConfigurationRecord {
        .certificate(
            CertificateRecord(
                name: name, domains: ["example.com", "*.example.com"], origin: .upload, keyType: "ecdsa",
                issuer: "CN=Test", serial: "01", fingerprint: "sha256:" + String(repeating: "a", count: 64),
                notBefore: 1_700_000_000_000, notAfter: 1_800_000_000_000, createdAt: 1_700_000_000_000))
    }

    /// One record of each kind.
    static func everyKind() throws -> [ConfigurationRecord] {
        [
            try proxy("*.example.com"),
            .route(Route(id: "r1", pathPattern: "/api", target: .service("api"), createdAt: 1_700_000_000_000)),
            .service(
                ExternalService(
                    name: "backend", target: try UpstreamURL("https://10.0.0.1:8443/base"), createdAt: 1_700_000_000_000
                )),
            .token(
                APIToken(
                    name: "ops", digest: String(repeating: "0", count: 64), certEmail: "ops@example.com",
                    createdAt: 1_700_000_000_000)),
            certificate("main"),
            .sealed(SealedRecord(name: "local-ca", sealed: "AAEC", updatedAt: 1_700_000_000_000)),
            .user(LocalUser(name: "ann", passwordHash: "$argon2id$x", createdAt: 1, updatedAt: 2)),
            .client(ClientRecord(id: "https://c.example/m.json", isTrusted: true, createdAt: 1, updatedAt: 2)),
            .apiKey(
                APIKey(
                    id: "abcdefgh12", digest: String(repeating: "0", count: 64), label: "CI", subject: "local:ann",
                    username: "ann", createdAt: 1)),
            .identityProvider(
                IdentityProvider(
                    name: "corp", kind: .oidc, label: "Corp", issuer: "https://login.example", clientID: "x",
                    createdAt: 1, updatedAt: 2)),
            .signingKey(
                SigningKey(
                    kid: "k", algorithm: .rs256, publicKey: "AAEC", sealedPrivateKey: "AAEC", createdAt: 1,
                    activeFrom: 1)),
            .certificateIntent(CertificateIntent(name: "main", domains: ["example.com"], createdAt: 1)),
            .certificateIssuer(
                CertificateIssuer(name: "corp", directoryURL: "https://ca.example/d", createdAt: 1, updatedAt: 2)),
            .acmeChallenge(
                ACMEChallengeRecord(
                    type: .http01, identifier: "example.com", token: "tok", keyAuthorization: "tok.x", createdAt: 1)),
            .dnsProvider(DNSProviderRecord(name: "zone", kind: .rfc2136, createdAt: 1)),
        ] + containers()
    }

    private static func containers() -> [ConfigurationRecord] {
        var service = ContainerService(name: "web", createdAt: 1)
        service.image = "nginx"
        service.ports = [ServicePort(name: "open", hostPort: 12_000, containerPort: 80)]
        return [
            .dockerService(service),
            .serviceEndpoints(ServiceEndpoints(service: "web", node: "edge-1", phase: .starting, updatedAt: 1)),
            .portToken(PortToken(name: "ci", digest: String(repeating: "0", count: 64), createdAt: 1)),
        ]
    }
}
