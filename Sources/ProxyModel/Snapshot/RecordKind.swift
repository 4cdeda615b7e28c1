/// The kinds of record that make up the configuration; the raw value is the word in keys and exports.
package enum RecordKind: String, Sendable, CaseIterable {
    case proxies, routes, services, tokens, certificates, sealed, users, clients
    case apiKeys = "api_keys"
    case identityProviders = "identity_providers"
    case signingKeys = "signing_keys"
    case certificateIntents = "certificate_intents"
    case certificateIssuers = "certificate_issuers"
    case acmeChallenges = "acme_challenges"
    case dnsProviders = "dns_providers"
    case dockerServices = "docker_services"
    case serviceEndpoints = "service_endpoints"
    case portTokens = "port_tokens"
}
