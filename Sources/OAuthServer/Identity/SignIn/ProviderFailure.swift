/// Why nobody could be signed in by an identity provider.
///
/// The texts are ours and fit to be shown; of the provider's own words only short error codes are in them.
enum ProviderFailure: Error, Sendable, Equatable {
    /// The user, or the provider for the user, said no.
    case denied(String)
    /// No answer, or none in time.
    case unreachable(String)
    /// An answer that cannot be used.
    case invalidAnswer(String)
    /// What an operator has to mend.
    case misconfigured(String)

    var detail: String {
        switch self {
        case .denied(let text), .unreachable(let text), .invalidAnswer(let text), .misconfigured(let text): text
        }
    }

    /// The status of the page.
    var status: Int {
        switch self {
        case .denied: 403
        case .unreachable: 503
        case .invalidAnswer, .misconfigured: 502
        }
    }

    /// What the user can do about it.
    var remedy: String {
        switch self {
        case .denied: "You can try again, or sign in another way."
        case .unreachable: "This is most likely temporary. Try again in a moment, or sign in another way."
        case .invalidAnswer: "Try again. If it happens again, tell the operator of this server."
        case .misconfigured: "The operator of this server has to mend the settings of this identity provider."
        }
    }

    /// An error code of RFC 6749 as text, or nothing when it is none: a stranger's text does not get onto a page.
    static func code(_ text: String?) -> String {
        guard let text, (1...40).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        else { return "" }
        return " (\(text))"
    }
}
