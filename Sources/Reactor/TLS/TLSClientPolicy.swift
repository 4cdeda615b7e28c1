/// Whom a TLS client trusts.
package enum TLSTrust: Hashable, Sendable {
    /// The authorities of the system's trust store.
    case system
    /// These authorities alone, in PEM.
    case authorities([UInt8])
    /// Anybody: the connection is encrypted, but with whom is not known.
    case anyone
}

/// What a TLS client asks for.
package struct TLSClientPolicy: Hashable, Sendable {
    /// Whose certificates are accepted.
    package var trust: TLSTrust
    /// The lowest version spoken.
    package var minimumVersion: TLSVersion
    /// The protocols offered by ALPN, in order of preference; none offers no ALPN.
    package var protocols: [ApplicationProtocol]

    /// The default trusts the system's authorities from TLS 1.2 on.
    package init(
        trust: TLSTrust = .system, minimumVersion: TLSVersion = .tls12, protocols: [ApplicationProtocol] = []
    ) {
        self.trust = trust
        self.minimumVersion = minimumVersion
        self.protocols = protocols
    }
}
