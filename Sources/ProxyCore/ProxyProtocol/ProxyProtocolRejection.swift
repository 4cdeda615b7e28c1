/// Why the start of a connection is not a PROXY protocol header; the connection is closed without an answer.
package enum ProxyProtocolRejection: UInt8, Error, Sendable, CaseIterable {
    case missingSignature, malformedLine, lineTooLong, invalidAddress, invalidPort
    case unsupportedVersion, unsupportedCommand, unsupportedFamily, headerTooLong, addressesTruncated
    case attributeTruncated, attributeInvalid, checksumMismatch
}
