/// What a certificate is chosen by: the part of a ClientHello that the choice may depend on.
package struct ClientHello: Sendable {
    /// The host that the client asks for.
    package let serverName: ServerNameIndication
    /// Whether the client offers the ACME challenge protocol (RFC 8737), and so wants the challenge's certificate.
    package let offersACMEChallenge: Bool

    /// A greeting with these extensions.
    package init(serverName: ServerNameIndication, offersACMEChallenge: Bool = false) {
        self.serverName = serverName
        self.offersACMEChallenge = offersACMEChallenge
    }
}
