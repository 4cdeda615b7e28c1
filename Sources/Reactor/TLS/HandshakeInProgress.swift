/// What the callbacks of one step of a handshake tell its session.
struct HandshakeInProgress {
    /// Whether ALPN must settle on `acme-tls/1`.
    var isACMEChallenge: Bool
    /// The name whose certificates the selector is loading.
    var awaitedName: ServerNameIndication?
    /// The alert that the selector asked for.
    var refusal: TLSAlert?
}
