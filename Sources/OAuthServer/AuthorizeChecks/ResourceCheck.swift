/// Finds the resources that the tokens are for (RFC 8707 §2); a request that names none means the default one.
struct ResourceCheck: AuthorizeCheck {
    let resources: any ResourceDirectory
    private static let most = 10

    func check(_ draft: inout AuthorizeDraft) throws(OAuthError) {
        let requested = draft.parameters.all("resource").filter { !$0.isEmpty }
        guard requested.count <= Self.most else {
            throw OAuthError(.invalidTarget, "more than \(Self.most) resources are named")
        }
        for uri in requested {
            guard let resource = resources.resource(uri, issuer: draft.issuer) else {
                throw OAuthError(
                    .invalidTarget,
                    "a resource is none that this server guards; it must be the address in the metadata of the resource"
                )
            }
            if !draft.resources.contains(where: { $0.uri == resource.uri }) { draft.resources.append(resource) }
        }
        guard draft.resources.isEmpty else { return }
        guard let only = resources.resources(issuer: draft.issuer).first else {
            throw OAuthError(.invalidTarget, "this server guards no resource yet; enable auth for a proxy first")
        }
        draft.resources = [only]
    }
}
