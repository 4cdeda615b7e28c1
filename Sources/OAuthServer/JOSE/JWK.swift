internal import Crypto
package import ProxyModel

/// A public key (RFC 7517, RFC 8037 §2).
package struct JWK: Sendable, Equatable {
    /// What the key consists of, checked.
    package let material: JWKMaterial
    /// The member `kid`; nil when the key has none.
    package var keyID: String?
    /// The one algorithm that the key is for; nil when it may be any that fits its type.
    package var algorithm: SignatureAlgorithm?

    /// A key; the caller has checked the material.
    init(checked material: JWKMaterial, keyID: String?, algorithm: SignatureAlgorithm?) {
        self.material = material
        self.keyID = keyID
        self.algorithm = algorithm
    }

    /// The members that only private and symmetric keys have (RFC 7518 §6).
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    /// Whether a key is private or symmetric, and so must never have been sent.
    static func hasPrivateMembers(_ json: JSONValue) -> Bool { privateMembers.contains { json[$0] != nil } }

    /// Reads a public key for signatures.
    ///
    /// Throws `unusableKey` for RSA under 2,048 or over 8,192 bits, a curve other than P-256 and Ed25519, a point that is
    /// not on its curve, a use other than signatures, and any private member.
    package init(json: JSONValue) throws(JOSEProblem) {
        guard let object = json.objectValue else { throw .unusableKey("it is no JSON object") }
        guard !Self.hasPrivateMembers(json) else { throw .unusableKey("it has private members") }
        if let use = object["use"], use != .string("sig") { throw .unusableKey("it is not for signatures") }
        if let operations = object["key_ops"] {
            guard let list = operations.arrayValue, list.contains(.string("verify")) else {
                throw .unusableKey("it is not for verifying")
            }
        }
        material = try JWKMaterial(json: object)
        keyID = object["kid"]?.stringValue
        algorithm = nil
        if let name = object["alg"] {
            guard let known = name.stringValue.flatMap(SignatureAlgorithm.init(rawValue:)),
                known == material.algorithm
            else { throw .unusableKey("its algorithm does not fit its type") }
            algorithm = known
        }
    }

    /// The key as it is published.
    package var json: JSONValue {
        var object = material.members
        object.append("use", .string("sig"))
        object.append("alg", .string((algorithm ?? material.algorithm).rawValue))
        object.append("kid", .string(keyID ?? thumbprint))
        return .object(object)
    }

    /// The SHA-256 thumbprint, base64url (RFC 7638).
    package var thumbprint: String {
        // The required members alone, in the order of their names, without white space (§3.2).
        let ordered = material.members.members.sorted { $0.name < $1.name }
        return Base64URL.encode(SHA256.hash(data: JSONValue.object(JSONObject(members: ordered)).compactBytes))
    }

    /// Whether a signature over these bytes is this key's.
    package func isValid(_ signature: [UInt8], for input: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
        guard algorithm == (self.algorithm ?? material.algorithm) else { return false }
        return material.isValid(signature, for: input)
    }
}
