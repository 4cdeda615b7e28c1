/// The right to work on one issuance.
package struct IssuanceLease: Sendable, Equatable {
    /// Name of the certificate.
    package let name: String
    /// Fencing token: grows with every lease that is given out for the name.
    package let token: Int64

    /// Makes a lease as a store gave it out.
    package init(name: String, token: Int64) {
        self.name = name
        self.token = token
    }
}
