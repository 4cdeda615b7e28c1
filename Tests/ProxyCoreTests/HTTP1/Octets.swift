/// Raw bytes in tests: text whose scalars below 256 stand for one byte each, so `\u{80}` is the byte 0x80.
struct Octets: ExpressibleByStringLiteral, CustomStringConvertible {
    var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(_ text: String) { self.bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }

    init(stringLiteral text: String) { self.init(text) }

    var description: String { Self.text(self.bytes) }

    /// The text of bytes, one scalar per byte.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }

    /// Calls `body` with a copy of exactly the size of the bytes, so that a sanitizer sees any read past the end.
    func withExactCopy<Result>(_ body: (UnsafePointer<UInt8>, Int) -> Result) -> Result {
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: self.bytes.count)
        defer { unsafe copy.deallocate() }
        for (index, byte) in self.bytes.enumerated() { unsafe copy[index] = byte }
        return unsafe body(copy, self.bytes.count)
    }

    static func + (left: Octets, right: Octets) -> Octets { Octets(left.bytes + right.bytes) }
}
