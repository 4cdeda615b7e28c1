/// What is to be done with a ClientHello.
package enum CertificateSelection {
    /// Go on with these certificates.
    case use(TLSCertificateSet)
    /// Go on with this certificate and with `acme-tls/1` as the only protocol (RFC 8737 section 3).
    case useForACMEChallenge(TLSCertificateSet)
    /// Go on with the context's default certificates.
    case useDefault
    /// Suspend the handshake: the certificates are being loaded. The next `handshake()` asks again.
    case wait
    /// End the handshake with this alert.
    case reject(TLSAlert)
}

/// Chooses the certificates for a ClientHello; asked by the context on its own thread, in the middle of a handshake.
///
/// The answer must be prompt and must not touch the session. It can be asked several times for one connection: after
/// `wait`, and for the second ClientHello that follows a HelloRetryRequest.
package protocol CertificateSelector: AnyObject {
    /// The decision for one ClientHello.
    func selection(for hello: ClientHello) -> CertificateSelection
}
