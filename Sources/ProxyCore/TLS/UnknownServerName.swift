/// What a TLS listener does with a client that asks for a host without a certificate.
package enum UnknownServerName: String, Sendable, CaseIterable {
    /// Ends the handshake with the alert unrecognized_name (RFC 6066 section 3).
    case reject
    /// Goes on with the default certificate.
    case useDefault = "default"
}
