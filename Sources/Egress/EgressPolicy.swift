/// Which addresses a request may connect to.
///
/// It is asked for the very address of each connection, so neither a redirect nor a name that resolves differently the
/// second time gets around it. Only trusted requests go through an HTTP proxy, whose address would hide the peer's, and
/// only they use a connection again, which was made under their own policy.
package struct EgressPolicy: Sendable {
    /// For logs.
    package let name: String
    let isTrusted: Bool
    /// Whether a connection to an address may be made.
    package let permits: @Sendable (RemoteAddress) -> Bool

    /// Every address: for peers that an operator has configured.
    package static let trusted = EgressPolicy(name: "trusted", isTrusted: true) { _ in true }

    /// Makes a policy.
    package init(name: String, permits: @escaping @Sendable (RemoteAddress) -> Bool) {
        self.init(name: name, isTrusted: false, permits: permits)
    }

    private init(name: String, isTrusted: Bool, permits: @escaping @Sendable (RemoteAddress) -> Bool) {
        self.name = name
        self.isTrusted = isTrusted
        self.permits = permits
    }
}
