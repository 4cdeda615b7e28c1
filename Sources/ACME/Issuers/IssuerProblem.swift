/// Why an authority that an intent names cannot be asked.
package enum IssuerProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// Neither a preset nor a record.
    case unknown(String)
    /// The external account's key cannot be opened or is no key.
    case externalAccount(String)
    /// The intent wants the test system, and none is known.
    case noStaging(String)

    package var description: String {
        switch self {
        case .unknown(let name):
            "there is no issuer '\(name)'; known are \(IssuerPreset.allCases.map(\.rawValue).joined(separator: ", ")), "
                + "records of issuers and URLs of directories"
        case .externalAccount(let name):
            "the key of the external account of issuer '\(name)' cannot be opened; set it again"
        case .noStaging(let name): "the issuer '\(name)' has no test system; leave staging out or give its URL"
        }
    }
}
