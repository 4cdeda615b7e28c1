internal import ProxyModel
internal import SwiftASN1
internal import X509

/// One name that a certificate is for (RFC 5280 section 4.2.1.6).
enum SubjectName: Equatable, CustomStringConvertible {
    case host(Hostname)
    /// Everything one label below the name.
    case wildcard(Hostname)
    /// 4 or 16 bytes in network order.
    case address([UInt8], text: String)

    /// Parses a host, a wildcard or an IP address, in brackets or not; throws `LocalAuthorityFailure.name`.
    init(_ text: String) throws(LocalAuthorityFailure) {
        if let bytes = Self.address(text) {
            self = .address(bytes, text: text)
            return
        }
        do throws(HostnameProblem) {
            switch try HostPattern(text) {
            case .exact(let name): self = .host(name)
            case .wildcard(let name): self = .wildcard(name)
            case .any: throw HostnameProblem.wildcardNotFirst
            }
        } catch {
            throw .name(text)
        }
    }

    var description: String {
        switch self {
        case .host(let name): name.text
        case .wildcard(let name): "*." + name.text
        case .address(_, let text): text
        }
    }

    var generalName: GeneralName {
        switch self {
        case .host, .wildcard: .dnsName(description)
        case .address(let bytes, _): .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
        }
    }

    private static func address(_ text: String) -> [UInt8]? {
        if let bytes = AddressBlock.address(text) { return bytes }
        guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
        return AddressBlock.address(text.dropFirst().dropLast()).flatMap { $0.count == 16 ? $0 : nil }
    }
}
