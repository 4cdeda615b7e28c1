/// How control of a name is shown to an authority (RFC 8555 §8, RFC 8737, draft-ietf-acme-dns-persist).
package enum ChallengeType: String, Sendable, CaseIterable {
    case http01 = "http-01"
    case tlsALPN01 = "tls-alpn-01"
    case dns01 = "dns-01"
    case dnsPersist01 = "dns-persist-01"

    /// Whether the answer is a record of the configuration, given by every node.
    package var isAnsweredByNodes: Bool { self == .http01 || self == .tlsALPN01 }

    /// Whether it may show control of `*.example.com` (RFC 8555 §7.1.3 leaves it to the authorities; all take dns alone).
    package var allowsWildcards: Bool { !isAnsweredByNodes }

    /// Whether it may show control of an address (RFC 8738 §7).
    package var allowsAddresses: Bool { isAnsweredByNodes }
}
