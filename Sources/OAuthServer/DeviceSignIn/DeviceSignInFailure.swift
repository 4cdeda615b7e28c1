/// Why a device is not signed in, in words for the person at it.
package enum DeviceSignInFailure: Error, Equatable, CustomStringConvertible {
    /// There was no answer, or none that could be used.
    case unreachable(String)
    /// The server or the user said no.
    case refused(String)
    /// What was kept is not good any more: only a new sign-in helps.
    case ended(String)

    package var description: String {
        switch self {
        case .unreachable(let reason), .refused(let reason), .ended(let reason): reason
        }
    }
}
