internal import Crypto
internal import ProxyModel

/// The name of a public key (RFC 7638).
enum JWKThumbprint {
    /// The SHA-256 of the key's members in the order of their names, base64url.
    static func text(of jwk: JSONObject) -> String {
        let ordered = JSONObject(members: jwk.members.sorted { $0.name < $1.name })
        return Base64URL.encode(SHA256.hash(data: JSONValue.object(ordered).compactBytes))
    }
}
