internal import ProxyModel
internal import SwiftASN1
internal import X509

extension ACMEIdentifier {
    /// The name as a certificate has it (RFC 5280 §4.2.1.6).
    var generalName: GeneralName {
        switch self {
        case .dns(let name): .dnsName(name)
        case .ip(let address): .ipAddress(ASN1OctetString(contentBytes: (AddressBlock.address(address) ?? [])[...]))
        }
    }

    /// Reads a name of a certificate; nil for names of other kinds.
    init?(_ name: GeneralName) {
        switch name {
        case .dnsName(let text):
            guard case .dns(let canonical)? = Self(name: text) else { return nil }
            self = .dns(canonical)
        case .ipAddress(let octets):
            let text = AddressBlock.text(ofAddress: Array(octets.bytes))
            guard !text.isEmpty else { return nil }
            self = .ip(text)
        default: return nil
        }
    }
}
