/// What a message shows without being read whole (RFC 1035 §4.1).
enum DNSReply {
    private static let headerLength = 12

    /// Whether a message answers a request: the same identifier, operation and question.
    ///
    /// Another one is ignored, not an error: anybody may send a datagram with a forged source (RFC 5452 §9.1).
    static func answers(_ request: [UInt8], _ reply: [UInt8]) -> Bool {
        guard request.count >= headerLength, reply.count >= headerLength, request[..<2] == reply[..<2],
            reply[2] & 0x80 != 0, request[2] & 0x78 == reply[2] & 0x78
        else { return false }
        // A server that cannot read a message, or does not want to, may leave the question out.
        if reply[4] == 0, reply[5] == 0 { return reply[3] & 0x0F != 0 }
        guard reply[4..<6] == request[4..<6], let question = question(of: request),
            reply.count >= question.upperBound
        else { return false }
        return zip(request[question], reply[question]).allSatisfy { lowerCase($0) == lowerCase($1) }
    }

    /// Whether the answer did not fit into a datagram (TC).
    static func isTruncated(_ reply: [UInt8]) -> Bool { reply.count > 2 && reply[2] & 0x02 != 0 }

    /// The bytes of the one question, which comes first and is not compressed there.
    private static func question(of message: [UInt8]) -> Range<Int>? {
        var index = headerLength
        while index < message.count {
            let length = Int(message[index])
            index += 1 + length
            if length == 0 {
                let end = index + 4
                return end <= message.count ? headerLength..<end : nil
            }
        }
        return nil
    }

    private static func lowerCase(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
