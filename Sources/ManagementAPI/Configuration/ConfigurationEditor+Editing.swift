package import ProxyModel

extension ConfigurationEditor: ConfigurationEditing {
    package func edit(
        _ plan: @escaping @Sendable (ConfigurationSnapshot) throws(Problem) -> [Change]
    ) async throws(Problem) {
        _ = try await edit { draft throws(Problem) in draft.add(try plan(draft.snapshot)) }
    }
}
