/// Which challenge a certificate is to be obtained by.
package enum ChallengePreference: String, Sendable, CaseIterable {
    /// http-01, then tls-alpn-01, then dns where a provider is named; dns for wildcards.
    case auto
    case http01 = "http-01"
    case tlsALPN01 = "tls-alpn-01"
    case dns01 = "dns-01"
    case dnsPersist01 = "dns-persist-01"
}
