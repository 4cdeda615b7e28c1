/// Why an account at an authority cannot be used or changed.
package enum AccountProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no such account.
    case unknown
    /// The authority was never asked to make it.
    case unregistered
    /// It was ended.
    case deactivated

    package var description: String {
        switch self {
        case .unknown: "there is no such account"
        case .unregistered: "the authority has not made the account yet"
        case .deactivated: "the account was ended; the next order makes another one"
        }
    }
}
