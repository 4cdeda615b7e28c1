/// Why a token is not accepted: what its owner is told and the log remembers, never a part of the token.
enum TokenRefusal: UInt8, Error, Sendable, CaseIterable {
    /// No token came with the request.
    case missing
    case malformed, tooLong
    case unknownKey, wrongAlgorithm, wrongSignature, wrongType
    case wrongIssuer, wrongAudience
    case expired, notYetValid, revoked
    case unknownAPIKey
    /// The token is good, but not good enough here.
    case insufficientScope, notAllowed

    /// Whether another token of the same person would not help: 403 instead of 401.
    var isFinal: Bool { self == .insufficientScope || self == .notAllowed }

    /// For developers: the value of `error_description`, and of `refusal` in the log.
    var text: StaticString {
        switch self {
        case .missing: "a bearer token is needed"
        case .malformed: "the token is malformed"
        case .tooLong: "the token is too long"
        case .unknownKey: "the token is signed with an unknown key"
        case .wrongAlgorithm: "the algorithm of the token is not that of its key"
        case .wrongSignature: "the signature of the token is not valid"
        case .wrongType: "the token is not an access token"
        case .wrongIssuer: "the token was issued by another authorization server"
        case .wrongAudience: "the token was issued for another resource"
        case .expired: "the token has expired"
        case .notYetValid: "the token is not valid yet"
        case .revoked: "the token was revoked"
        case .unknownAPIKey: "the API key is not known"
        case .insufficientScope: "the token lacks a scope that is needed"
        case .notAllowed: "the user may not use this host"
        }
    }
}
