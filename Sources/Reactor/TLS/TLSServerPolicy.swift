/// What a TLS server allows; the defaults are meant for the open Internet.
package struct TLSServerPolicy: Sendable {
    /// The lowest version spoken.
    package var minimumVersion: TLSVersion
    /// The protocols offered by ALPN, in order of preference.
    package var protocols: [ApplicationProtocol]
    /// How many session tickets a full handshake of TLS 1.3 hands out; 0 switches resumption off.
    package var ticketCount: Int
    /// For how many seconds a ticket resumes a session.
    package var ticketLifetime: Int

    /// The defaults are those of a listener on the open Internet.
    package init(
        minimumVersion: TLSVersion = .tls12, protocols: [ApplicationProtocol] = [.http11], ticketCount: Int = 1,
        ticketLifetime: Int = 7_200
    ) {
        self.minimumVersion = minimumVersion
        self.protocols = protocols
        self.ticketCount = ticketCount
        self.ticketLifetime = ticketLifetime
    }
}
