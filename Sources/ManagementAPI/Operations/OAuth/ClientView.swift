internal import OAuthServer
internal import ProxyModel

/// How OAuth clients are found and shown: their metadata, and what an operator decided about them.
enum ClientView {
    static let identifier = OperationParameter.path("client_id", "Identifier of the client, percent-encoded.")

    static let members: KeyValuePairs<String, JSONValue> = [
        "client_id": JSONSchema.text, "client_name": JSONSchema.nullableText, "redirect_uris": JSONSchema.texts,
        "token_endpoint_auth_method": JSONSchema.nullableText, "grant_types": JSONSchema.texts,
        "scope": JSONSchema.nullableText, "trusted": JSONSchema.flag, "disabled": JSONSchema.flag,
        "is_active": JSONSchema.flag,
    ]
    static let columns = ["client_id", "client_name", "redirect_uris", "trusted", "disabled"]

    /// A client's row; nil when nothing is known of it.
    static func json(
        _ id: String, _ call: OperationCall, fetching: Bool = true
    ) async throws(Problem) -> JSONObject? {
        guard !RegisteredClients.isReserved(id) else { return nil }
        let record = try call.snapshot().clients[id]?.value
        let metadata = try await call.authorizationServer().clientMetadata(id, fetching: fetching)
        guard record != nil || metadata != nil else { return nil }
        let isDisabled = record?.isDisabled ?? false
        return [
            "client_id": .string(id), "client_name": metadata?["client_name"] ?? .null,
            "redirect_uris": metadata?["redirect_uris"] ?? [],
            "token_endpoint_auth_method": metadata?["token_endpoint_auth_method"] ?? .null,
            "grant_types": metadata?["grant_types"] ?? [], "scope": metadata?["scope"] ?? .null,
            "trusted": .bool(record?.isTrusted ?? false), "disabled": .bool(isDisabled),
            "is_active": .bool(!isDisabled),
        ]
    }

    /// The row of a client that was seen and whose metadata is elsewhere.
    static func unknown(_ id: String) -> JSONObject {
        [
            "client_id": .string(id), "client_name": .null, "redirect_uris": [], "token_endpoint_auth_method": .null,
            "grant_types": [], "scope": .null, "trusted": false, "disabled": false, "is_active": true,
        ]
    }

    /// The clients that are written down and those that were seen of late, sorted.
    static func identifiers(_ call: OperationCall) async throws(Problem) -> [String] {
        let recorded = try call.snapshot().clients.keys.filter { !RegisteredClients.isReserved($0) }
        let seen = try await call.authorizationServer().seen().clients
        return Set(recorded).union(seen).sorted()
    }
}
