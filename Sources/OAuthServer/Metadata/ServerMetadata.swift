package import ProxyModel

/// The metadata of an authorization server (RFC 8414 §2, with RFC 9207 §3 and Client ID Metadata Documents §5).
package struct ServerMetadata: Sendable {
    /// What `/token` does; what it does not do is not listed, because clients choose by it.
    package var grantTypes: [OAuthClient.GrantType]
    /// Whether anybody may register; else the endpoint is left out, because clients would try it in vain.
    package var registrationIsOpen: Bool

    /// Makes the metadata of a server with these abilities.
    package init(grantTypes: [OAuthClient.GrantType], registrationIsOpen: Bool) {
        self.grantTypes = OAuthClient.GrantType.allCases.filter(grantTypes.contains)
        self.registrationIsOpen = registrationIsOpen
    }

    /// The document of an issuer with the scopes of its resources, and what one proxy says differently.
    ///
    /// Without anybody whose assertions are trusted their grant type is not listed: clients would offer it in vain.
    package func document(
        issuer: String, scopes: [String], overrides: ProxyOAuthServerConfig?, trustsAssertions: Bool = true
    ) -> JSONValue {
        let isReplaced = overrides?.overrideDefaults ?? false
        let issuer = (isReplaced ? overrides?.issuer.map(ResourceURI.trimmed) : nil) ?? issuer
        let methods = narrowed(
            OAuthClient.AuthenticationMethod.allCases.map(\.rawValue), to: overrides?.tokenAuthMethods)
        let abilities = grantTypes.filter { $0 != .jwtBearer || trustsAssertions }
        let grants = narrowed(abilities.map(\.rawValue), to: overrides?.grantTypes)
        var document: JSONObject = [
            "issuer": .string(issuer),
            "authorization_endpoint": .string(issuer + "/authorize"),
            "token_endpoint": .string(issuer + "/token"),
        ]
        if registrationIsOpen { document.append("registration_endpoint", .string(issuer + "/register")) }
        document.append("revocation_endpoint", .string(issuer + "/revoke"))
        document.append("revocation_endpoint_auth_methods_supported", Self.list(methods))
        document.append("introspection_endpoint", .string(issuer + "/introspect"))
        document.append("introspection_endpoint_auth_methods_supported", Self.list(methods.filter { $0 != "none" }))
        document.append("jwks_uri", .string(issuer + "/jwks"))
        if grants.contains(OAuthClient.GrantType.deviceCode.rawValue) {
            document.append("device_authorization_endpoint", .string(issuer + "/device_authorization"))
        }
        document.append("response_types_supported", Self.list(narrowed(["code"], to: overrides?.responseTypes)))
        document.append("response_modes_supported", ["query"])
        document.append("grant_types_supported", Self.list(grants))
        document.append("code_challenge_methods_supported", ["S256"])
        document.append("token_endpoint_auth_methods_supported", Self.list(methods))
        document.append("token_endpoint_auth_signing_alg_values_supported", ["RS256", "ES256", "EdDSA"])
        document.append("scopes_supported", Self.list(announced(scopes, overrides)))
        document.append("client_id_metadata_document_supported", true)
        document.append("authorization_response_iss_parameter_supported", true)
        document.append("resource_parameter_supported", true)
        if grants.contains(OAuthClient.GrantType.jwtBearer.rawValue) {
            document.append(
                "authorization_grant_profiles_supported", ["urn:ietf:params:oauth:grant-profile:id-jag"])
        }
        if let claims = overrides?.claims { document.append("claims_supported", Self.list(claims)) }
        if overrides?.pkceRequired == true { document.append("code_challenge_methods_required", true) }
        Self.merge(overrides?.customMetadata, into: &document, replacing: isReplaced)
        return .object(document)
    }

    private func announced(_ scopes: [String], _ overrides: ProxyOAuthServerConfig?) -> [String] {
        var result: [String] = []
        let replaced = overrides?.overrideDefaults == true ? overrides?.scopes : nil
        for scope in replaced ?? scopes + (overrides?.scopes ?? []) where !result.contains(scope) {
            result.append(scope)
        }
        if !result.contains("offline_access") { result.append("offline_access") }
        return result
    }

    /// What is both there and wanted: an announcement can leave abilities out, but not make them up.
    private func narrowed(_ supported: [String], to wanted: [String]?) -> [String] {
        let result = supported.filter { wanted?.contains($0) ?? true }
        return result.isEmpty ? supported : result
    }

    static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    /// Adds the members of a JSON object that operators wrote; members that are there stay unless they may be replaced.
    static func merge(_ text: String?, into document: inout JSONObject, replacing: Bool) {
        guard let text, let members = (try? JSONValue(parsing: Array(text.utf8)))?.objectValue?.members else { return }
        for member in members where replacing || document[member.name] == nil { document[member.name] = member.value }
    }
}
