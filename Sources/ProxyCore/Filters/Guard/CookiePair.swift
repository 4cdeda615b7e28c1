/// One cookie among those of a request (RFC 6265 §4.2.1).
enum CookiePair {
    /// Where the value of the first cookie of this name lies in the block; nil when there is none.
    static func find(_ name: [UInt8], in block: HeaderBlock) -> ByteRange? {
        var index = block.first(.cookie)
        while let line = index {
            let value = unsafe block.value(line)
            var position = 0
            while let pair = unsafe Self.next(value, &position) {
                if unsafe Self.isNamed(name, value, pair) {
                    let start = block.line(line).valueRange.start
                    return ByteRange(from: start &+ pair.start &+ name.count &+ 1, to: start &+ pair.end)
                }
            }
            index = block.next(.cookie, from: line &+ 1)
        }
        return nil
    }

    /// The next pair without the white space around it; empty ones are passed over.
    static func next(_ value: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> ByteRange? {
        while position < value.count {
            var start = position
            while position < value.count, unsafe value[position] != 0x3B { position &+= 1 }
            var end = position
            position &+= 1
            while start < end, unsafe value[start] == 0x20 || value[start] == 0x09 { start &+= 1 }
            while end > start, unsafe value[end &- 1] == 0x20 || value[end &- 1] == 0x09 { end &-= 1 }
            if end > start { return ByteRange(from: start, to: end) }
        }
        return nil
    }

    /// Whether a pair is a cookie of this name.
    static func isNamed(_ name: [UInt8], _ value: UnsafeBufferPointer<UInt8>, _ pair: ByteRange) -> Bool {
        guard pair.count > name.count, unsafe value[pair.start &+ name.count] == 0x3D else { return false }
        for index in 0..<name.count where unsafe value[pair.start &+ index] != name[index] { return false }
        return true
    }
}
