/// Why the local authority does not issue.
package enum LocalAuthorityFailure: Error, Equatable, CustomStringConvertible {
    /// The kept secret is not a certificate with its key.
    case secret
    case noName
    case name(String)

    /// What is wrong, for the log.
    package var description: String {
        switch self {
        case .secret: "the kept local authority is not a root certificate followed by its private key"
        case .noName: "a certificate needs at least one name"
        case .name(let text): "'\(text)' is neither a host name, a wildcard nor an IP address"
        }
    }
}
