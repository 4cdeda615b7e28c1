/// Why what an authority issued is not taken.
package enum IssuedChainProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// It is not a chain of certificates in PEM.
    case unreadable
    /// It is for other names than those that were ordered.
    case names([String])
    /// It is for another key.
    case key
    /// It is not valid now.
    case validity
    /// It cannot be used by a server.
    case purpose
    /// A certificate of the chain is not signed by the next.
    case broken
    /// It does not name its issuer's key.
    case noAuthorityKey

    package var description: String {
        switch self {
        case .unreadable: "the authority sent something else than certificates"
        case .names(let names): "the certificate is for other names: \(names.joined(separator: ", "))"
        case .key: "the certificate is for another key"
        case .validity: "the certificate is not valid at this time"
        case .purpose: "the certificate is not one for servers"
        case .broken: "a certificate of the chain is not signed by the next one"
        case .noAuthorityKey: "the certificate does not name its issuer's key"
        }
    }
}
