internal import ProxyModel

extension Operation {
    static let listIdentityProviders = Operation(
        "oauth.provider.list", .get, "/api/v1/oauth/providers", .admin, "List the identity providers.",
        answer: .list(
            "providers", IdentityProvider.schema, columns: ["name", "kind", "label", "issuer", "client_id", "disabled"])
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let providers = snapshot.identityProviders.values.map(\.value).sorted { $0.name < $1.name }
        return .list(
            providers.map { IdentityProvider.schema.encode($0, form: .request) }, revision: snapshot.revision)
    }
}
