internal import ProxyModel

/// `/.well-known/oauth-protected-resource`, at the root and with the path of the resource (RFC 9728 §3.1).
package struct ResourceMetadataEndpoint: OAuthEndpoint {
    private let environment: OAuthEnvironment

    /// Makes the endpoint.
    package init(_ environment: OAuthEnvironment) { self.environment = environment }

    package func respond(to request: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        let host = PublicOrigins.host(authority: request.local.authority)
        guard let resource = environment.resources.resource(host: host) else {
            throw .notFound("this host is not guarded")
        }
        guard let uri = ResourceMetadata.uri(of: resource, at: request.path) else {
            throw .notFound("this host has no protected resource of that path")
        }
        await environment.trace.note(
            FlowStep(
                .discovery, isAccepted: true, "the client read which authorization server guards the resource",
                resource: resource.uri, clientAddress: request.local.clientAddress,
                requestID: request.local.requestID, time: environment.now()))
        return .metadata(bytes: ResourceMetadata.document(resource, uri: uri).compactBytes)
    }
}
