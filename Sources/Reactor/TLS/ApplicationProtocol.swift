/// An application protocol that ALPN can settle on: RFC 7301.
package enum ApplicationProtocol: UInt8, CaseIterable, Sendable {
    /// HTTP/1.1 (RFC 7301 section 6).
    case http11
    /// HTTP/2 over TLS (RFC 9113 section 3.2).
    case http2
    /// The ACME challenge tls-alpn-01 (RFC 8737 section 6.2).
    case acmeTLS

    /// The identifier on the wire.
    package var identifier: StaticString {
        switch self {
        case .http11: "http/1.1"
        case .http2: "h2"
        case .acmeTLS: "acme-tls/1"
        }
    }

    /// The protocol with these bytes as its identifier, or nil.
    package init?(identifier: Span<UInt8>) {
        let match = Self.allCases.first { candidate in
            candidate.identifier.withUTF8Buffer { known in
                guard known.count == identifier.count else { return false }
                return known.indices.allSatisfy { unsafe known[$0] == identifier[$0] }
            }
        }
        guard let match else { return nil }
        self = match
    }
}
