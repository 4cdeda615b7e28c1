extension ConfigurationRecord {
    /// The record as the store keeps it: compact JSON of what differs from the defaults.
    package func storedJSON() -> [UInt8] { JSONValue.object(json(.store)).compactBytes }

    /// The record in one of the forms.
    package func json(_ form: JSONForm) -> JSONObject {
        switch self {
        case .proxy(let value): ProxyTarget.schema.encode(value, form: form)
        case .route(let value): Route.schema.encode(value, form: form)
        case .service(let value): ExternalService.schema.encode(value, form: form)
        case .token(let value): APIToken.schema.encode(value, form: form)
        case .certificate(let value): CertificateRecord.schema.encode(value, form: form)
        case .sealed(let value): SealedRecord.schema.encode(value, form: form)
        case .user(let value): LocalUser.schema.encode(value, form: form)
        case .client(let value): ClientRecord.schema.encode(value, form: form)
        case .apiKey(let value): APIKey.schema.encode(value, form: form)
        case .identityProvider(let value): IdentityProvider.schema.encode(value, form: form)
        case .signingKey(let value): SigningKey.schema.encode(value, form: form)
        case .certificateIntent(let value): CertificateIntent.schema.encode(value, form: form)
        case .certificateIssuer(let value): CertificateIssuer.schema.encode(value, form: form)
        case .acmeChallenge(let value): ACMEChallengeRecord.schema.encode(value, form: form)
        case .dnsProvider(let value): DNSProviderRecord.schema.encode(value, form: form)
        case .dockerService(let value): ContainerService.schema.encode(value, form: form)
        case .serviceEndpoints(let value): ServiceEndpoints.schema.encode(value, form: form)
        case .portToken(let value): PortToken.schema.encode(value, form: form)
        }
    }

    /// Reads a record of the store; throws `JSONProblem` or `SchemaProblem`.
    package init(kind: RecordKind, storedJSON bytes: [UInt8]) throws {
        try self.init(kind: kind, json: JSONValue(parsing: bytes), form: .store)
    }

    /// Reads a record in one of the forms; throws `SchemaProblem`.
    package init(kind: RecordKind, json: JSONValue, form: JSONForm) throws(SchemaProblem) {
        switch kind {
        case .proxies: self = .proxy(try ProxyTarget.schema.decode(json, form: form))
        case .routes: self = .route(try Route.schema.decode(json, form: form))
        case .services: self = .service(try ExternalService.schema.decode(json, form: form))
        case .tokens: self = .token(try APIToken.schema.decode(json, form: form))
        case .certificates: self = .certificate(try CertificateRecord.schema.decode(json, form: form))
        case .sealed: self = .sealed(try SealedRecord.schema.decode(json, form: form))
        case .users: self = .user(try LocalUser.schema.decode(json, form: form))
        case .clients: self = .client(try ClientRecord.schema.decode(json, form: form))
        case .apiKeys: self = .apiKey(try APIKey.schema.decode(json, form: form))
        case .identityProviders: self = .identityProvider(try IdentityProvider.schema.decode(json, form: form))
        case .signingKeys: self = .signingKey(try SigningKey.schema.decode(json, form: form))
        case .certificateIntents: self = .certificateIntent(try CertificateIntent.schema.decode(json, form: form))
        case .certificateIssuers: self = .certificateIssuer(try CertificateIssuer.schema.decode(json, form: form))
        case .acmeChallenges: self = .acmeChallenge(try ACMEChallengeRecord.schema.decode(json, form: form))
        case .dnsProviders: self = .dnsProvider(try DNSProviderRecord.schema.decode(json, form: form))
        case .dockerServices: self = .dockerService(try ContainerService.schema.decode(json, form: form))
        case .serviceEndpoints: self = .serviceEndpoints(try ServiceEndpoints.schema.decode(json, form: form))
        case .portTokens: self = .portToken(try PortToken.schema.decode(json, form: form))
        }
    }
}
