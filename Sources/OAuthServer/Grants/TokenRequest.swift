internal import ProxyModel

/// A request to the token endpoint whose client is known.
package struct TokenRequest: Sendable {
    /// The request as it came.
    package let request: OAuthRequest
    /// Who asks; confidential clients have proved it.
    package let client: OAuthClient
    /// The origin it came to, one of ours.
    package let issuer: String

    var form: OAuthParameters { request.form }
    var address: String { request.local.clientAddress }

    /// The scopes that are asked for, each once; nil when none is (RFC 6749 §3.3).
    ///
    /// Throws `invalid_scope` for characters that scopes cannot have.
    func requestedScopes() throws(OAuthError) -> [String]? {
        guard let text = try form.single("scope") else { return nil }
        guard text.utf8.allSatisfy(Self.isScopeByte) else {
            throw OAuthError(.invalidScope, "the scope has characters that scopes cannot have")
        }
        var scopes: [String] = []
        var seen: Set<Substring> = []
        for scope in text.split(separator: " ") where seen.insert(scope).inserted { scopes.append(String(scope)) }
        return scopes.isEmpty ? nil : scopes
    }

    /// The resources that are asked for, which must be among these canonical addresses; all of them when none is asked
    /// for (RFC 8707 §2.2).
    ///
    /// Throws `invalid_target`.
    func narrowedResources(
        _ granted: [String], in directory: any ResourceDirectory
    ) throws(OAuthError) -> [String] {
        let requested = form.all("resource").filter { !$0.isEmpty }
        var chosen: [String] = []
        for uri in requested {
            // A resource that is not configured any more is still the one that was authorized.
            let canonical = directory.resource(uri, issuer: issuer)?.uri ?? uri
            guard granted.contains(canonical) else {
                throw OAuthError(
                    .invalidTarget, "a resource is not among those that were authorized; start again to ask for it")
            }
            if !chosen.contains(canonical) { chosen.append(canonical) }
        }
        return chosen.isEmpty ? granted : chosen
    }

    /// The resources of a request that no user authorized; without any the first of the issuer's.
    ///
    /// Throws `invalid_target` for one that this issuer does not guard.
    func resources(in directory: any ResourceDirectory) throws(OAuthError) -> [ProtectedResource] {
        var found: [ProtectedResource] = []
        for uri in form.all("resource") where !uri.isEmpty {
            guard let resource = directory.resource(uri, issuer: issuer) else {
                throw OAuthError(
                    .invalidTarget,
                    "a resource is none that this server guards; it must be the address in the metadata of the resource"
                )
            }
            if !found.contains(where: { $0.uri == resource.uri }) { found.append(resource) }
        }
        guard found.isEmpty else { return found }
        guard let first = directory.resources(issuer: issuer).first else {
            throw OAuthError(.invalidTarget, "this server guards no resource yet; enable auth for a proxy first")
        }
        return [first]
    }

    /// RFC 6749 §3.3, `scope-token`, and the space between two.
    private static func isScopeByte(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
