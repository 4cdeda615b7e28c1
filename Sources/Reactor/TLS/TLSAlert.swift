/// An alert that ends a handshake: RFC 8446 section 6.2.
package struct TLSAlert: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// An error of our own, such as a certificate that could not be loaded.
    package static let internalError = TLSAlert(rawValue: 80)
    /// No certificate for the name asked for: RFC 6066 section 3.
    package static let unrecognizedName = TLSAlert(rawValue: 112)
    /// No application protocol in common: RFC 7301 section 3.2.
    package static let noApplicationProtocol = TLSAlert(rawValue: 120)
}
