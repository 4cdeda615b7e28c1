/// Changes of the configuration by the process's own services, under the rules of every other change.
package protocol ConfigurationEditing: Sendable {
    /// Plans a change against the configuration in force and commits it; returns when it is in force on this node.
    ///
    /// `plan` is called again when another node was faster. A plan without changes commits nothing. Throws what `plan`
    /// throws, a 409 when others are faster again and again, a 503 when the store is away.
    func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(Problem)
}
