/// A set of ASCII bytes as a 128-bit map; bytes above 0x7F are never members.
struct ASCIISet {
    private let low: UInt64
    private let high: UInt64

    @inline(__always)
    init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? self.low : byte < 128 ? self.high : 0
        return (word &>> UInt64(byte & 63)) & 1 != 0
    }
}

extension ASCIISet {
    /// `tchar`, the bytes of a token (RFC 9110 §5.6.2).
    static var token: ASCIISet {
        @inline(__always) get { ASCIISet(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe) }
    }

    /// `unreserved` and `sub-delims`: `reg-name` without percent-encoding (RFC 3986 §3.2.2).
    static var registeredName: ASCIISet {
        @inline(__always) get { ASCIISet(low: 0x2bff_7fd2_0000_0000, high: 0x47ff_fffe_87ff_fffe) }
    }

    /// `unreserved` (RFC 3986 §2.3).
    static var unreserved: ASCIISet {
        @inline(__always) get { ASCIISet(low: 0x03ff_6000_0000_0000, high: 0x47ff_fffe_87ff_fffe) }
    }

    /// Visible bytes accepted in a query: all but `"`, `#`, `<` and `>`.
    static var query: ASCIISet {
        @inline(__always) get { ASCIISet(low: 0xafff_fff2_0000_0000, high: 0x7fff_ffff_ffff_ffff) }
    }

    /// Bytes of a path that need no second look: no `%`, `.`, `?` or `\`, nothing that is refused.
    static var plainPath: ASCIISet {
        @inline(__always) get { ASCIISet(low: 0x2fff_bfd2_0000_0000, high: 0x7fff_ffff_efff_ffff) }
    }
}

extension UInt8 {
    /// The byte with ASCII capitals lowered, all others unchanged.
    @inline(__always)
    var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// The byte with ASCII small letters raised, all others unchanged.
    @inline(__always)
    var asciiUppercased: UInt8 { self &- 0x61 < 26 ? self & 0xDF : self }

    /// The value of a hexadecimal digit, or nil.
    @inline(__always)
    var hexDigitValue: UInt8? {
        if self &- 0x30 < 10 { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : nil
    }
}
