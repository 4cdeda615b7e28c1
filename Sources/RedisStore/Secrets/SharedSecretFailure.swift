/// A shared secret that is there but cannot be opened; `description` is fit for the operator.
package struct SharedSecretFailure: Error, Equatable, CustomStringConvertible {
    /// The secret's name in the store.
    package let name: String
    /// What is wrong with it, and what to do.
    package let reason: String

    package var description: String { "the shared secret '\(name)' cannot be opened: \(reason)" }
}
