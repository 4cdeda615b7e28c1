/// Why sealed bytes cannot be opened; `description` is fit for the operator and holds no secret.
package enum SealingFailure: Error, Equatable, CustomStringConvertible {
    case notSealed
    case version(UInt8)
    case unknownKey
    case changed

    package var description: String {
        switch self {
        case .notSealed: "the value is too short to be a sealed one"
        case .version(let version): "the value was sealed in form \(version), which this version does not know"
        case .unknownKey:
            "the value was sealed under another SECRET_KEY: start with the SECRET_KEY of the node that wrote it"
        case .changed: "the value was changed, or sealed for another purpose"
        }
    }
}
