internal import ProxyModel

/// What an OpenID provider publishes of itself (OpenID Connect Discovery §3), as far as it is used.
struct OIDCConfiguration: Sendable, Equatable {
    var issuer: String
    var authorizationEndpoint: String
    var tokenEndpoint: String
    var keySetURI: String
    var userinfoEndpoint: String?
    /// Whether the token endpoint wants the secret in the form and not as `Authorization: Basic`.
    var takesSecretInForm: Bool
    /// RFC 9207 §3.
    var sendsIssuer: Bool

    /// Where an issuer publishes it.
    static func address(_ issuer: String) -> String { trimmed(issuer) + "/.well-known/openid-configuration" }

    /// Reads the document that was fetched for an issuer.
    ///
    /// It must name this very issuer (§4.3), but for a slash at the end, and use HTTPS as the issuer does.
    init(_ json: JSONValue, expecting expected: String) throws(ProviderFailure) {
        guard let issuer = json["issuer"]?.stringValue else {
            throw .invalidAnswer("its discovery document names no issuer")
        }
        guard Self.trimmed(issuer) == Self.trimmed(expected) else {
            throw .misconfigured("its discovery document names another issuer than the configured one")
        }
        self.issuer = issuer
        let requiresTLS = issuer.hasPrefix("https://")
        authorizationEndpoint = try Self.endpoint("authorization_endpoint", json, requiresTLS)
        tokenEndpoint = try Self.endpoint("token_endpoint", json, requiresTLS)
        keySetURI = try Self.endpoint("jwks_uri", json, requiresTLS)
        userinfoEndpoint =
            json["userinfo_endpoint"] == nil ? nil : try Self.endpoint("userinfo_endpoint", json, requiresTLS)
        let methods = json["token_endpoint_auth_methods_supported"]?.arrayValue?.compactMap(\.stringValue)
        takesSecretInForm =
            methods.map { !$0.contains("client_secret_basic") && $0.contains("client_secret_post") } ?? false
        sendsIssuer = json["authorization_response_iss_parameter_supported"]?.boolValue ?? false
    }

    private static func endpoint(
        _ name: String, _ json: JSONValue, _ requiresTLS: Bool
    ) throws(ProviderFailure) -> String {
        guard let url = json[name]?.stringValue, url.utf8.count <= 2_048,
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"<>\\#".utf8.contains($0) }),
            url.hasPrefix("https://") || !requiresTLS && url.hasPrefix("http://")
        else { throw .invalidAnswer("its discovery document has no usable \(name)") }
        return url
    }

    private static func trimmed(_ issuer: String) -> Substring {
        issuer.hasSuffix("/") ? issuer.dropLast() : issuer[...]
    }
}
