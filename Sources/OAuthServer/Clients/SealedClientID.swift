internal import Crypto
package import ProxyModel

/// A client identifier that holds what it stands for, sealed: registering a client stores nothing.
///
/// Payload: one byte of format, whose highest bit says that an operator vouched for the client, 16 bytes of seed, 5 bytes
/// of time (seconds since 1970), then the metadata or the SHA-256 of the metadata that is stored elsewhere. Only letters,
/// digits, `-` and `_` appear in the identifier.
package struct SealedClientID: Sendable, Equatable {
    /// What the identifier says of the client.
    package enum Content: Sendable, Equatable {
        case metadata(ClientMetadata)
        /// SHA-256 of the metadata, lower-case hexadecimal.
        case digest(String)
    }

    /// Longer identifiers are trouble for some clients and in addresses.
    static let limit = 400
    static let prefix = "c_"
    private static let purpose = "client-id"
    private static let headCount = 1 + 16 + 5
    private static let vouchedFlag: UInt8 = 0x80

    /// What the identifier holds.
    package let content: Content
    /// Seconds since 1970.
    package let issuedAt: Int64
    /// Whether an operator registered the client, or let it register itself by a token.
    package let isVouched: Bool
    /// What secrets are derived from: nobody outside sees it.
    private let seed: [UInt8]

    /// Makes the content of a new identifier; the seed is 16 random bytes.
    package init(_ content: Content, issuedAt: Int64, isVouched: Bool = false, seed: [UInt8]) {
        self.content = content
        self.issuedAt = issuedAt
        self.isVouched = isVouched
        self.seed = seed
    }

    /// Opens an identifier; nil when it is none of ours.
    package init?(_ text: String, sealer: any BundleSealer) {
        guard text.hasPrefix(Self.prefix), text.utf8.count <= Self.limit,
            let sealed = Base64URL.decode(text.dropFirst(Self.prefix.count)),
            let plain = try? sealer.open(sealed, purpose: Self.purpose), plain.count > Self.headCount
        else { return nil }
        seed = Array(plain[1..<17])
        issuedAt = plain[17..<22].reduce(0) { $0 << 8 | Int64($1) }
        let rest = Array(plain[Self.headCount...])
        isVouched = plain[0] & Self.vouchedFlag != 0
        switch plain[0] & ~Self.vouchedFlag {
        case 1:
            guard let value = try? JSONValue(parsing: rest), let metadata = ClientMetadata(compact: value) else {
                return nil
            }
            content = .metadata(metadata)
        case 2:
            content = .digest(String(decoding: rest, as: UTF8.self))
        default: return nil
        }
    }

    /// The identifier; nil when it would be too long.
    ///
    /// Throws `server_error` when it cannot be sealed.
    package func text(sealer: any BundleSealer) throws(OAuthError) -> String? {
        let format: UInt8
        let rest: [UInt8]
        switch content {
        case .metadata(let metadata): (format, rest) = (1, metadata.compact.compactBytes)
        case .digest(let digest): (format, rest) = (2, Array(digest.utf8))
        }
        let time = (0..<5).map { UInt8(truncatingIfNeeded: issuedAt >> Int64(8 * (4 - $0))) }
        do {
            let head = isVouched ? format | Self.vouchedFlag : format
            let sealed = try sealer.seal([head] + seed + time + rest, purpose: Self.purpose)
            let text = Self.prefix + Base64URL.encode(sealed)
            return text.utf8.count <= Self.limit ? text : nil
        } catch {
            throw OAuthError(.serverError, "the client identifier cannot be sealed")
        }
    }

    /// The client secret, 43 characters of base64url.
    package var secret: String { derived("client-secret") }

    /// The registration access token (RFC 7592 §3), 43 characters of base64url.
    package var registrationToken: String { derived("registration-token") }

    private func derived(_ label: String) -> String {
        Base64URL.encode(
            HMAC<SHA256>.authenticationCode(for: Array(label.utf8), using: SymmetricKey(data: seed)))
    }
}
