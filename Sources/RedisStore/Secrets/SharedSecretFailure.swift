/// A shared secret that is there but cannot be opened; `description` is fit for the operator.
package struct SharedSecretFailure: Error, Equatable, CustomStringConvertible {
    package let name: String
    package let reason: String

    package var description: String { "the shared secret '\(name)' cannot be opened: \(reason)" }
}
