/// What was, or would be, forgotten of OAuth clients.
package struct PrunedClients: Sendable, Equatable {
    /// The identifiers of disabled registrations, sorted.
    package let disabled: [String]
    /// How many records of registered metadata nobody uses.
    package let unused: Int

    /// Puts both together.
    package init(disabled: [String], unused: Int) {
        self.disabled = disabled
        self.unused = unused
    }
}
