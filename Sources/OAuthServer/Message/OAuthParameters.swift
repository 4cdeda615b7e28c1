/// The parameters of a query or a form, in their order, with every copy of a name kept (RFC 6749 §3.1: a parameter must
/// not be there twice, so whoever reads one has to see that).
package struct OAuthParameters: Sendable {
    /// More parameters than this are a parse failure.
    static let limit = 200

    package private(set) var pairs: [(name: String, value: String)]

    /// Parameters that are there already.
    package init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

    /// Parses `application/x-www-form-urlencoded` (WHATWG URL §5.1, but strict); nil for a broken escape, text that is
    /// not UTF-8, a NUL, and too many parameters.
    package init?(encoded text: some Sequence<UInt8>) {
        var pairs: [(name: String, value: String)] = []
        for pair in Array(text).split(separator: UInt8(ascii: "&")) {
            guard pairs.count < Self.limit else { return nil }
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : []) else {
                return nil
            }
            pairs.append((name, value))
        }
        self.pairs = pairs
    }

    /// Every value of a name, in order.
    package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// Whether a name is there more than once.
    package func isRepeated(_ name: String) -> Bool { all(name).count > 1 }

    /// The value of a name that may be there once; nil when it is absent or empty (RFC 6749 §3.1 treats both alike).
    ///
    /// Throws `invalid_request` when it is there more than once.
    package func single(_ name: String) throws(OAuthError) -> String? {
        let values = all(name)
        guard values.count < 2 else { throw OAuthError(.invalidRequest, "the parameter \(name) is there twice") }
        guard let value = values.first, !value.isEmpty else { return nil }
        return value
    }

    /// The value of a name that must be there once.
    ///
    /// Throws `invalid_request` when it is missing, empty or there more than once.
    package func required(_ name: String) throws(OAuthError) -> String {
        guard let value = try single(name) else {
            throw OAuthError(.invalidRequest, "the parameter \(name) is missing")
        }
        return value
    }

    /// The text of a query or form with these parameters.
    package var encoded: String {
        pairs.map { Self.encoded($0.name) + "=" + Self.encoded($0.value) }.joined(separator: "&")
    }

    /// A text with everything escaped that is not unreserved (RFC 3986 §2.3).
    package static func encoded(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default:
                result.append(UInt8(ascii: "%"))
                result.append(hexadecimal[Int(byte >> 4)])
                result.append(hexadecimal[Int(byte & 15)])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)

    private static func decoded(_ text: some Collection<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
