internal import ProxyModel
internal import Reactor

/// A signed token in compact form (RFC 7515 §7.1), taken apart without believing any of it.
struct SignedToken {
    private static let maximumDepth = 8
    /// Header parameters that bring a key along or must be understood: ours have none of them.
    private static let refused = ["crit", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "zip", "b64"]

    let algorithm: String
    let type: String
    let keyID: String
    /// What was signed.
    let message: ArraySlice<UInt8>
    let signature: [UInt8]
    private let payload: [UInt8]

    /// Takes a token apart; nil for anything but three parts of base64url with a strict JSON object in front.
    init?(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.decoded(parts[0]), let payload = Self.decoded(parts[1]),
            let signature = Self.decoded(parts[2]), !signature.isEmpty,
            let object = try? JSONValue(parsing: header, maximumDepth: Self.maximumDepth).objectValue,
            let algorithm = object["alg"]?.stringValue, let type = object["typ"]?.stringValue,
            let keyID = object["kid"]?.stringValue, !Self.refused.contains(where: { object[$0] != nil })
        else { return nil }
        self.algorithm = algorithm
        self.type = type.lowercased()
        self.keyID = keyID
        self.message = bytes[parts[0].startIndex..<parts[1].endIndex]
        self.signature = signature
        self.payload = payload
    }

    /// The claims; nil when they are not one strict JSON object.
    ///
    /// To be asked for when the signature was checked.
    var claims: JSONObject? { try? JSONValue(parsing: payload, maximumDepth: Self.maximumDepth).objectValue }

    private static func decoded(_ part: ArraySlice<UInt8>) -> [UInt8]? {
        Base64URL.decode(String(decoding: part, as: UTF8.self))
    }
}

extension SignedToken {
    /// Whether its type is the one of RFC 9068 §2.1, with or without the prefix that may be left out (RFC 7515 §4.1.9).
    func isType(_ name: String) -> Bool { type == name || type == "application/" + name }
}

extension SigningKey.Algorithm {
    /// The same algorithm where signatures are checked.
    var signature: SignatureAlgorithm {
        switch self {
        case .rs256: .rs256
        case .es256: .es256
        }
    }
}
