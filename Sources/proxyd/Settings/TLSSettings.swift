/// TLS towards clients.
package struct TLSSettings: Sendable {
    /// What a handshake for a name without a certificate gets.
    package enum UnknownName: String, Sendable, CaseIterable {
        /// The alert `unrecognized_name`.
        case close
        /// The certificate for clients that name no host.
        case `default`
    }

    /// The oldest protocol that is spoken.
    package enum MinimumVersion: String, Sendable, CaseIterable {
        case tls12 = "1.2"
        case tls13 = "1.3"
    }

    /// What a handshake for a name without a certificate gets: "close" (the alert unrecognized_name) or "default"
    /// (the certificate for clients that name no host).
    package var unknownName = UnknownName.close
    /// Oldest TLS version that is spoken.
    package var minimumVersion = MinimumVersion.tls12
    /// Name of the certificate for clients that name no host; nil = the oldest one.
    package var defaultCertificate: String?
    /// Whether clients may resume sessions, on every worker and every node.
    package var sessionTickets = true
    /// Certificates kept in memory, shared by the workers.
    package var certificateCache = 10_000
    /// How long a handshake waits for its certificate to be loaded.
    package var certificateWait = Duration.seconds(5)
}
