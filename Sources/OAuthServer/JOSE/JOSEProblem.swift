/// Why a token or a key is refused; the texts hold nothing of the token and are fit to be shown to its sender.
package enum JOSEProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// It is no compact JWS, or its parts are not what they must be.
    case malformed(String)
    /// The algorithm is not one of those that are allowed here.
    case algorithmNotAllowed
    /// No key of the set fits the header.
    case unknownKey
    case invalidSignature
    /// A key that must not be used: too short, of an unknown type, or with private parts.
    case unusableKey(String)
    /// A claim is missing or does not hold.
    case claim(String, String)

    package var description: String {
        switch self {
        case .malformed(let reason): "the token is malformed: \(reason)"
        case .algorithmNotAllowed: "the signature algorithm of the token is not allowed"
        case .unknownKey: "the token is signed with an unknown key"
        case .invalidSignature: "the signature of the token is not valid"
        case .unusableKey(let reason): "the key cannot be used: \(reason)"
        case .claim(let name, let reason): "the claim \(name) \(reason)"
        }
    }
}
