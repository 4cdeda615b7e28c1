package import ProxyModel

/// A key that requests to an authority are signed with.
package protocol JWSSigner: Sendable {
    /// The name of the signature algorithm (RFC 7518 §3.1).
    var algorithm: String { get }
    /// The public key with the members that its thumbprint needs and no others (RFC 7638 §3.2).
    var jwk: JSONObject { get }
    /// The signature in the form of RFC 7518 §3; throws `KeyProblem`.
    func signature(for input: [UInt8]) throws(KeyProblem) -> [UInt8]
}
