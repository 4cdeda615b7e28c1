/// Why a key cannot be used; the words hold nothing of the key.
package enum KeyProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// It is not the kind of key that is needed, or not in PEM.
    case unreadable
    /// The cryptographic library did not make or use it.
    case unusable(String)

    package var description: String {
        switch self {
        case .unreadable: "the key is not in PEM, or of a kind that cannot be used here"
        case .unusable(let action): "the key cannot be used to \(action)"
        }
    }
}
