internal import ProxyModel

/// How tokens that open ports are shown.
enum PortTokenView {
    static let name = OperationParameter.path("name", "Name of the token.")
    static let columns = ["name", "allowed_services", "allowed_ports", "expires_at", "created_by"]

    static func json(_ token: PortToken) -> JSONObject { PortToken.schema.encode(token, form: .request) }

    /// A token of the caller; throws a 404.
    static func find(
        _ name: String, in snapshot: ConfigurationSnapshot, for caller: Caller
    ) throws(Problem) -> Stored<PortToken> {
        guard let stored = snapshot.portTokens[name], caller.owns(stored.value.owner) else {
            throw Problem(.notFound, "there is no port token '\(name)'")
        }
        return stored
    }
}
