/// The Castagnoli checksum (RFC 9260, Appendix A), bit by bit: it is wanted at most once per connection.
enum CRC32C {
    /// The checksum of `count` bytes, where the four bytes at `zeroed` count as zero.
    static func checksum(_ source: UnsafePointer<UInt8>, _ count: Int, zeroed: Int) -> UInt32 {
        var register: UInt32 = ~0
        for index in 0..<count {
            let byte: UInt8 = unsafe index >= zeroed && index < zeroed + 4 ? 0 : source[index]
            register ^= UInt32(byte)
            for _ in 0..<8 {
                register = register & 1 != 0 ? register >> 1 ^ 0x82F6_3B78 : register >> 1
            }
        }
        return ~register
    }
}
