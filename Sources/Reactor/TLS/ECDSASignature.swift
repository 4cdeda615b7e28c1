/// The two forms of an ECDSA signature on P-256: fixed-size numbers (RFC 7518 §3.4) and DER (RFC 3279 §2.2.3).
enum ECDSASignature {
    static let rawCount = 64
    private static let numberCount = 32

    /// The DER of `r` and `s`; nil for another length and for a zero, which no honest signer makes (CVE-2022-21449).
    static func der(raw: Span<UInt8>) -> [UInt8]? {
        guard raw.count == rawCount else { return nil }
        var body: [UInt8] = []
        for start in [0, numberCount] {
            let number = (start..<start + numberCount).map { raw[$0] }.drop { $0 == 0 }
            guard let first = number.first else { return nil }
            // A leading bit would make the number negative (X.690 §8.3).
            let padding: [UInt8] = first >= 0x80 ? [0] : []
            body += [0x02, UInt8(number.count + padding.count)] + padding + number
        }
        return [0x30, UInt8(body.count)] + body
    }

    /// The 64 bytes of a signature in DER; nil for anything else.
    static func raw(der: Span<UInt8>) -> [UInt8]? {
        guard der.count >= 8, der[0] == 0x30, Int(der[1]) == der.count - 2 else { return nil }
        var raw: [UInt8] = []
        var position = 2
        while raw.count < rawCount {
            guard position + 2 <= der.count, der[position] == 0x02 else { return nil }
            let end = position + 2 + Int(der[position + 1])
            guard end <= der.count else { return nil }
            let number = (position + 2..<end).map { der[$0] }.drop { $0 == 0 }
            guard number.count <= numberCount else { return nil }
            raw += [UInt8](repeating: 0, count: numberCount - number.count) + number
            position = end
        }
        return position == der.count ? raw : nil
    }
}
