/// The token in a request's `Authorization` (RFC 6750 §2.1), found without a copy; elsewhere none is looked for.
enum BearerToken: Equatable {
    /// There is no `Authorization`, or one of another scheme.
    case absent
    /// `Authorization` is there twice, or holds no single token.
    case malformed
    /// Where the token lies in the block; whether its bytes are those of a token is not checked.
    case present(ByteRange)

    /// Finds the token of a request.
    static func find(in block: HeaderBlock) -> BearerToken {
        guard let index = block.first(.authorization) else { return .absent }
        if block.next(.authorization, from: index &+ 1) != nil { return .malformed }
        let value = unsafe block.value(index)
        guard let start = value.baseAddress, value.count >= 6, unsafe CaseFolding.equal(start, 6, "bearer") else {
            return .absent
        }
        var offset = 6
        while offset < value.count, unsafe value[offset] == 0x20 { offset &+= 1 }
        // A scheme that only begins like ours is another one; ours without a token says nothing.
        if offset == 6 { return value.count == 6 ? .malformed : .absent }
        guard offset < value.count else { return .malformed }
        let range = block.line(index).valueRange
        return .present(ByteRange(from: range.start &+ offset, to: range.end))
    }

    /// Whether the bytes are those of a `b64token` (RFC 6750 §2.1): one word, without the separators of a list.
    static func isToken(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in 0..<bytes.count where unsafe !Self.isTokenByte(bytes[index]) { return false }
        return bytes.count > 0
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2B, 0x2F, 0x3D: true
        default: false
        }
    }
}
