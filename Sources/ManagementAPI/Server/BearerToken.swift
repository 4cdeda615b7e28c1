internal import ProxyModel

/// The bearer tokens of the management API; of one that was made only `SecretDigest` is kept.
enum BearerToken {
    static let prefix = "acm_"

    /// Makes a token of 32 random bytes.
    static func make(_ random: (Int) -> [UInt8]) -> String { prefix + Base64URL.encode(random(32)) }
}
