package import ProxyModel

extension ConfigurationEditor: ConfigurationEditing {
    /// Changes the configuration on behalf of the authorization server.
    package func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(Problem) {
        _ = try await edit { draft throws(Problem) in draft.add(try plan(draft.snapshot)) }
    }
}
