internal import ProxyModel

extension Operation {
    static let showIdentityProvider = Operation(
        "oauth.provider.show", .get, "/api/v1/oauth/providers/{name}", .admin, "Show an identity provider.",
        parameters: [IdentityProviderBody.name], answer: .record(IdentityProvider.schema)
    ) { (call) throws(Problem) in
        let stored = try IdentityProviderBody.find(call.path("name"), in: try call.snapshot())
        return .object(IdentityProvider.schema.encode(stored.value, form: .request), revision: stored.revision)
    }
}
