internal import SwiftASN1
internal import X509

extension DistinguishedName {
    /// The values of the attributes that are common names.
    var commonNames: [String] {
        flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }.compactMap { String($0.value) }
    }
}
