/// Which addresses a request may connect to.
///
/// It is asked for the very address of each connection, so neither a redirect nor a name that resolves differently the
/// second time gets around it.
package struct EgressPolicy: Sendable {
    /// For logs.
    package let name: String
    let permits: @Sendable (RemoteAddress) -> Bool

    /// Every address: for peers that an operator has configured.
    package static let trusted = EgressPolicy(name: "trusted") { _ in true }

    /// Makes a policy.
    package init(name: String, permits: @escaping @Sendable (RemoteAddress) -> Bool) {
        self.name = name
        self.permits = permits
    }
}
