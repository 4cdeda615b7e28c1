internal import Crypto
internal import ProxyModel

/// The proof key of RFC 7636, method S256.
enum CodeVerifier {
    /// Whether a verifier is the one that the challenge was made of; false for one of another form (§4.1).
    static func isValid(_ verifier: String, for challenge: String) -> Bool {
        guard (43...128).contains(verifier.utf8.count), verifier.utf8.allSatisfy(isUnreserved) else { return false }
        return ConstantTime.areEqual(Base64URL.encode(SHA256.hash(data: Array(verifier.utf8))), challenge)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
