/// The value of `Upgrade` (RFC 9110 §7.8).
enum UpgradeToken {
    /// The range itself if it names exactly one protocol other than `h2c`, else the empty range.
    ///
    /// HTTP/2 in clear text is reached by prior knowledge only (RFC 9113 §3.1); a list would leave it to the backend
    /// which protocol the tunnel speaks.
    static func single(in block: HeaderBlock, _ range: ByteRange) -> ByteRange {
        let value = unsafe UnsafePointer(block.bytes + range.start)
        guard range.count > 0, unsafe !CaseFolding.equal(value, range.count, "h2c") else { return .empty }
        for index in 0..<range.count {
            let byte = unsafe value[index]
            guard ASCIISet.token.contains(byte) || byte == 0x2F else { return .empty }
        }
        return range
    }
}
