/// A variable of a service's environment; its value was sealed before it reached the store.
package struct SealedVariable: Sendable, Equatable {
    /// The variable's name.
    package var name: String
    /// Base64url of the value, sealed for the purpose `purpose(of:service:)`.
    package var sealed: String

    /// Makes a variable.
    package init(name: String, sealed: String) {
        self.name = name
        self.sealed = sealed
    }

    /// What the seal is bound to, so that a value cannot be moved to another service or name.
    package static func purpose(of name: String, service: String) -> String { "service:\(service):\(name)" }
}
