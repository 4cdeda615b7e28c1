package import ProxyModel

/// Client metadata (RFC 7591 §2) as it was agreed upon: what is here is what the client gets.
package struct ClientMetadata: Sendable, Equatable {
    /// As the client calls itself: a stranger's text.
    package var name: String?
    /// Where answers may go.
    package var redirectURIs: [String]
    /// In the order of the client's preference; at least one.
    package var authenticationMethods: [OAuthClient.AuthenticationMethod]
    /// In the order of `GrantType`; at least one.
    package var grantTypes: [OAuthClient.GrantType]
    /// What it asked for at its registration.
    package var scopes: [String]
    /// The key set it signs assertions with, in place.
    package var keySet: JSONValue?
    /// Where that key set is fetched from.
    package var keySetURI: String?
    /// Members without effect on the protocol, under their names of RFC 7591.
    package var descriptive: JSONObject

    /// Metadata with every member given.
    package init(
        name: String? = nil, redirectURIs: [String], authenticationMethods: [OAuthClient.AuthenticationMethod],
        grantTypes: [OAuthClient.GrantType], scopes: [String] = [], keySet: JSONValue? = nil, keySetURI: String? = nil,
        descriptive: JSONObject = [:]
    ) {
        self.name = name
        self.redirectURIs = redirectURIs
        self.authenticationMethods = authenticationMethods
        self.grantTypes = grantTypes
        self.scopes = scopes
        self.keySet = keySet
        self.keySetURI = keySetURI
        self.descriptive = descriptive
    }

    /// Whether a secret belongs to it.
    package var usesSecret: Bool {
        authenticationMethods.contains(.basic) || authenticationMethods.contains(.post)
    }

    /// The members under their names of RFC 7591, without any that is null or empty for lack of a value.
    package var json: JSONObject {
        var object = JSONObject()
        if let name { object.append("client_name", .string(name)) }
        if !redirectURIs.isEmpty { object.append("redirect_uris", Self.list(redirectURIs)) }
        object.append("grant_types", Self.list(grantTypes.map(\.rawValue)))
        object.append("response_types", grantTypes.contains(.authorizationCode) ? ["code"] : [])
        let methods = authenticationMethods.map(\.rawValue)
        object.append("token_endpoint_auth_method", .string(methods.first ?? "none"))
        if methods.count > 1 { object.append("token_endpoint_auth_methods_supported", Self.list(methods)) }
        if !scopes.isEmpty { object.append("scope", .string(scopes.joined(separator: " "))) }
        if let keySet { object.append("jwks", keySet) }
        if let keySetURI { object.append("jwks_uri", .string(keySetURI)) }
        for member in descriptive.members { object[member.name] = member.value }
        return object
    }

    /// The client that it describes.
    package func client(id: String, source: OAuthClient.Source) -> OAuthClient {
        var client = OAuthClient(
            id: id, source: source, name: name, redirectURIs: redirectURIs,
            authenticationMethods: authenticationMethods, grantTypes: Set(grantTypes),
            // Who registers itself can register again with other scopes: only what an operator wrote is a limit.
            scopes: source == .configuration && !scopes.isEmpty ? scopes : nil)
        client.clientURI = descriptive["client_uri"]?.stringValue
        client.keySet = keySet
        client.keySetURI = keySetURI
        return client
    }

    private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
