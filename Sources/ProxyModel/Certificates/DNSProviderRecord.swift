/// Whom TXT records of dns challenges are published by, and as whom.
package struct DNSProviderRecord: Sendable, Equatable {
    /// The ways of changing a zone.
    package enum Kind: String, Sendable, CaseIterable {
        /// Dynamic updates of a name server (RFC 2136), signed by TSIG (RFC 8945).
        case rfc2136
        case cloudflare
        case route53
        case digitalocean
        case hetzner
        /// A request to an address of the operator's own.
        case webhook
        /// A program of the operator's own, in the folder that the settings name.
        case exec
    }

    /// How updates may be signed.
    package enum KeyAlgorithm: String, Sendable, CaseIterable {
        case hmacSHA256 = "hmac-sha256"
        case hmacSHA512 = "hmac-sha512"
    }

    /// What certificates call it by.
    package var name: String
    /// The way of changing a zone.
    package var kind: Kind
    /// The interface's address, which `webhook` needs; nil = the provider's own.
    package var url: String?
    /// `rfc2136` only: address of the name server that takes updates, with a port unless it is 53; nil = the zone's primary.
    package var server: String?
    /// `rfc2136` only: the name of the key; nil = updates are not signed.
    package var keyName: String?
    /// `rfc2136` only: how updates are signed.
    package var keyAlgorithm: KeyAlgorithm
    /// `route53` only: the identifier of the access key.
    package var accessKeyID: String?
    /// `route53` only: the hosted zone to change; nil = the public one with the name of the zone.
    package var hostedZoneID: String?
    /// `exec` only: name of a file in the folder of hooks.
    package var command: String?
    /// Seconds that the records may be cached.
    package var ttl: UInt32
    /// Seconds that records may need to be on all authoritative servers; 0 = nobody looks.
    package var propagationTimeout: Int
    /// The credential, base64url of it sealed for `sealingPurpose`; nil = none.
    ///
    /// A token of the interface, the key of TSIG in base64, AWS's secret access key, or what a webhook gets as a
    /// bearer token and a program as `PROXYD_DNS_SECRET`.
    package var sealedSecret: String?
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// Milliseconds since 1970.
    package var updatedAt: Int64

    /// Makes a provider with the defaults.
    package init(name: String, kind: Kind, createdAt: Int64) {
        self.name = name
        self.kind = kind
        keyAlgorithm = .hmacSHA256
        ttl = 60
        propagationTimeout = 120
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// What the credential is sealed for: `dns-provider:<name>`.
    package var sealingPurpose: String { "dns-provider:" + name }
}
