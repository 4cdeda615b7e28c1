/// The type-length-value attributes behind the addresses of a version 2 header: bounded, checked and skipped.
enum ProxyProtocolAttributes {
    private static let checksum: UInt8 = 0x03
    private static let uniqueID: UInt8 = 0x05

    /// Walks the attributes in `[start, end)` of a header that begins at `source`; verifies its CRC32C if there is one.
    static func check(
        _ source: UnsafePointer<UInt8>, from start: Int, to end: Int
    ) throws(ProxyProtocolRejection) {
        var offset = start
        var checksumOffset = -1
        while offset < end {
            guard offset + 3 <= end else { throw .attributeTruncated }
            let type = unsafe source[offset]
            let length = unsafe ProxyProtocolV2.uint16(source, offset + 1)
            offset += 3
            guard offset + length <= end else { throw .attributeTruncated }
            if type == Self.checksum {
                guard length == 4, checksumOffset < 0 else { throw .attributeInvalid }
                checksumOffset = offset
            } else if type == Self.uniqueID {
                guard length <= 128 else { throw .attributeInvalid }
            }
            offset += length
        }
        guard checksumOffset >= 0 else { return }
        var stored: UInt32 = 0
        for index in 0..<4 { unsafe stored = stored << 8 | UInt32(source[checksumOffset + index]) }
        guard unsafe CRC32C.checksum(source, end, zeroed: checksumOffset) == stored else { throw .checksumMismatch }
    }
}
