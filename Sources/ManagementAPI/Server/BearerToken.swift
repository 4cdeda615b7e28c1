internal import Crypto
internal import ProxyModel

/// The bearer tokens of the management API: made and digested.
enum BearerToken {
    static let prefix = "acm_"

    /// Makes a token of 32 random bytes.
    static func make(_ random: (Int) -> [UInt8]) -> String { prefix + Base64URL.encode(random(32)) }

    /// The digest that is kept of a token.
    static func digest(_ token: String) -> String {
        SHA256.hash(data: Array(token.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
