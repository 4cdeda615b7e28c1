/// Why the start of a connection is not a PROXY protocol header; the connection is closed without an answer.
package enum ProxyProtocolRejection: UInt8, Error, Sendable, CaseIterable {
    case missingSignature, malformedLine, lineTooLong, invalidAddress, invalidPort
    case unsupportedVersion, unsupportedCommand, unsupportedFamily, headerTooLong, addressesTruncated
    case attributeTruncated, attributeInvalid, checksumMismatch

    /// The stable word for logs and metrics.
    package var code: StaticString {
        switch self {
        case .missingSignature: "proxy-missing-signature"
        case .malformedLine: "proxy-malformed-line"
        case .lineTooLong: "proxy-line-too-long"
        case .invalidAddress: "proxy-invalid-address"
        case .invalidPort: "proxy-invalid-port"
        case .unsupportedVersion: "proxy-unsupported-version"
        case .unsupportedCommand: "proxy-unsupported-command"
        case .unsupportedFamily: "proxy-unsupported-family"
        case .headerTooLong: "proxy-header-too-long"
        case .addressesTruncated: "proxy-addresses-truncated"
        case .attributeTruncated: "proxy-attribute-truncated"
        case .attributeInvalid: "proxy-attribute-invalid"
        case .checksumMismatch: "proxy-checksum-mismatch"
        }
    }
}
