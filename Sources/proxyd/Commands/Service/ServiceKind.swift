internal import ManagementAPI
internal import ProxyModel

/// Which of two calls a name is for: services in containers and external ones share their names.
enum ServiceKind {
    /// The answer to the first call, or to the other one when there is no service in a container of that name.
    static func send(
        _ call: ManagementCall, orExternal other: ManagementCall, _ client: ManagementClient
    ) async throws(ManagementFailure) -> JSONValue {
        do throws(ManagementFailure) {
            return try await client.send(call).value
        } catch {
            guard case .refused(let refusal) = error, refusal.status == 404 else { throw error }
            return try await client.send(other).value
        }
    }
}
