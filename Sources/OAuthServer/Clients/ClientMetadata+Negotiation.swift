package import ProxyModel

extension ClientMetadata {
    /// Who describes the client, which decides what it may have.
    package enum Origin: Sendable {
        /// Anybody at `/register`.
        case anonymous
        /// A client that an operator vouches for: by an initial access token or in the configuration.
        case operatorVouched
        /// A metadata document, which everybody can read.
        case document
    }

    /// Makes of what a client says of itself what the server can do for it: unknown grant types, methods and broken links
    /// are left out, names are cut; only what would be unsafe or could never work is refused.
    ///
    /// Throws `invalid_redirect_uri` or `invalid_client_metadata` (RFC 7591 §3.2.2), with the remedy in words.
    package init(negotiating value: JSONValue, origin: Origin) throws(OAuthError) {
        guard let object = value.objectValue else { throw Self.refused("the metadata is not a JSON object") }
        let methods = try Self.methods(object, origin)
        let grantTypes = try Self.grantTypes(object, origin, isPublic: methods.contains(.none))
        self.init(
            name: object["client_name"]?.stringValue.flatMap(ClientText.name),
            redirectURIs: try Self.redirectURIs(object, origin, isNeeded: grantTypes.contains(.authorizationCode)),
            authenticationMethods: methods, grantTypes: grantTypes,
            scopes: ClientText.scopes(object["scope"]?.stringValue ?? ""))
        try takeKeys(object)
        for name in ["client_uri", "logo_uri", "tos_uri", "policy_uri"] {
            guard let link = object[name]?.stringValue.flatMap(ClientText.link) else { continue }
            descriptive.append(name, .string(link))
        }
        for name in ["software_id", "software_version"] {
            guard let word = object[name]?.stringValue.flatMap(ClientText.word) else { continue }
            descriptive.append(name, .string(word))
        }
        if let type = object["application_type"]?.stringValue, type == "native" || type == "web" {
            descriptive.append("application_type", .string(type))
        }
        let contacts = (object["contacts"]?.arrayValue ?? []).prefix(5).compactMap(\.stringValue)
            .compactMap(ClientText.word)
        if !contacts.isEmpty { descriptive.append("contacts", .array(contacts.map { .string($0) })) }
    }

    private static func redirectURIs(
        _ object: JSONObject, _ origin: Origin, isNeeded: Bool
    ) throws(OAuthError) -> [String] {
        guard let value = object["redirect_uris"], value != .null, value != [] else {
            guard isNeeded else { return [] }
            throw OAuthError(.invalidRedirectURI, "redirect_uris is missing; list the addresses that codes are sent to")
        }
        var result: [String] = []
        for element in value.arrayValue ?? [.null] {
            guard let uri = element.stringValue else {
                throw OAuthError(.invalidRedirectURI, "redirect_uris is not a list of strings")
            }
            if let reason = RedirectURI.refusal(uri) {
                throw OAuthError(
                    .invalidRedirectURI,
                    "redirect URI number \(result.count + 1) \(reason); use https, http on loopback, or a scheme of "
                        + "the application's own")
            }
            result.append(uri)
        }
        let limit = origin == .document ? 32 : 10
        guard result.count <= limit else {
            throw OAuthError(.invalidRedirectURI, "there are more than \(limit) redirect URIs")
        }
        return result
    }

    private static func methods(
        _ object: JSONObject, _ origin: Origin
    ) throws(OAuthError) -> [OAuthClient.AuthenticationMethod] {
        // The list is that of OpenID Connect Relying Party Metadata Choices §2.
        let preferred = object["token_endpoint_auth_method"]?.stringValue
        let listed = object["token_endpoint_auth_methods_supported"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let wanted = (preferred.map { [$0] } ?? []) + listed.filter { $0 != preferred }
        guard !wanted.isEmpty else { return origin == .document ? [.none] : [.basic] }
        let methods = wanted.compactMap(OAuthClient.AuthenticationMethod.init(rawValue:)).filter { method in
            origin != .document || method == .none || method == .privateKeyJWT
        }
        guard !methods.isEmpty else {
            throw refused(
                origin == .document
                    ? "token_endpoint_auth_method has to be none or private_key_jwt in a public document"
                    : "token_endpoint_auth_method has to be none, client_secret_basic, client_secret_post or "
                        + "private_key_jwt")
        }
        return methods
    }

    private static func grantTypes(
        _ object: JSONObject, _ origin: Origin, isPublic: Bool
    ) throws(OAuthError) -> [OAuthClient.GrantType] {
        guard let value = object["grant_types"], value != .null, value != [] else {
            return [.authorizationCode, .refreshToken]
        }
        guard let listed = value.arrayValue?.compactMap(\.stringValue) else {
            throw refused("grant_types is not a list of strings")
        }
        let types = OAuthClient.GrantType.allCases.filter { type in
            listed.contains(type.rawValue)
                && (type != .clientCredentials || (origin == .operatorVouched && !isPublic))
        }
        guard types.contains(where: { $0 != .refreshToken }) else {
            throw refused(
                listed.contains(OAuthClient.GrantType.clientCredentials.rawValue)
                    ? "client_credentials is only for confidential clients that an operator registers; send an "
                        + "initial access token"
                    : "none of the grant_types is supported; use authorization_code")
        }
        let responses = object["response_types"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard responses.isEmpty || responses.contains("code") || !types.contains(.authorizationCode) else {
            throw refused("response_types has to contain code for the grant type authorization_code")
        }
        return types
    }

    private mutating func takeKeys(_ object: JSONObject) throws(OAuthError) {
        var set = object["jwks"]
        if set == .null { set = Optional.none }
        let uri = object["jwks_uri"]?.stringValue
        guard set == nil || uri == nil else { throw Self.refused("jwks and jwks_uri exclude each other") }
        if let set {
            guard let keys = set["keys"]?.arrayValue, !keys.isEmpty, keys.count <= 20,
                keys.allSatisfy({ $0.objectValue != nil }), set.compactBytes.count <= 8_192
            else { throw Self.refused("jwks is not a key set of at most 20 keys and 8 KiB") }
            guard !keys.contains(where: { key in ["d", "p", "q", "k"].contains { key[$0] != nil } }) else {
                throw Self.refused("jwks contains a private or symmetric key; publish public keys only")
            }
            keySet = ["keys": .array(keys)]
        }
        if let uri {
            guard uri.hasPrefix("https://"), ClientText.link(uri) != nil else {
                throw Self.refused("jwks_uri is not an https address")
            }
            keySetURI = uri
        }
        guard authenticationMethods != [.privateKeyJWT] || keySet != nil || keySetURI != nil else {
            throw Self.refused("private_key_jwt needs jwks or jwks_uri")
        }
        if keySet == nil, keySetURI == nil { authenticationMethods.removeAll { $0 == .privateKeyJWT } }
    }

    private static func refused(_ detail: String) -> OAuthError { OAuthError(.invalidClientMetadata, detail) }
}
