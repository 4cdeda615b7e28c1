/// One record of any kind.
package enum ConfigurationRecord: Sendable, Equatable {
    case proxy(ProxyTarget)
    case route(Route)
    case service(ExternalService)
    case token(APIToken)
    case certificate(CertificateRecord)
    case sealed(SealedRecord)
    case user(LocalUser)
    case client(ClientRecord)
    case apiKey(APIKey)
    case identityProvider(IdentityProvider)
    case signingKey(SigningKey)
    case certificateIntent(CertificateIntent)
    case certificateIssuer(CertificateIssuer)
    case acmeChallenge(ACMEChallengeRecord)
    case dnsProvider(DNSProviderRecord)
    case dockerService(ContainerService)
    case serviceEndpoints(ServiceEndpoints)
    case portToken(PortToken)

    /// The record's identity.
    package var key: RecordKey {
        switch self {
        case .proxy(let value): RecordKey(.proxies, value.hostname.description)
        case .route(let value): RecordKey(.routes, value.id)
        case .service(let value): RecordKey(.services, value.name)
        case .token(let value): RecordKey(.tokens, value.name)
        case .certificate(let value): RecordKey(.certificates, value.name)
        case .sealed(let value): RecordKey(.sealed, value.name)
        case .user(let value): RecordKey(.users, value.name)
        case .client(let value): RecordKey(.clients, value.id)
        case .apiKey(let value): RecordKey(.apiKeys, value.id)
        case .identityProvider(let value): RecordKey(.identityProviders, value.name)
        case .signingKey(let value): RecordKey(.signingKeys, value.kid)
        case .certificateIntent(let value): RecordKey(.certificateIntents, value.name)
        case .certificateIssuer(let value): RecordKey(.certificateIssuers, value.name)
        case .acmeChallenge(let value): RecordKey(.acmeChallenges, value.id)
        case .dnsProvider(let value): RecordKey(.dnsProviders, value.name)
        case .dockerService(let value): RecordKey(.dockerServices, value.name)
        case .serviceEndpoints(let value): RecordKey(.serviceEndpoints, value.service)
        case .portToken(let value): RecordKey(.portTokens, value.name)
        }
    }
}
