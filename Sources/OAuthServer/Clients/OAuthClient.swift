package import ProxyModel

/// A client as the rest of the server sees it, wherever its metadata comes from.
package struct OAuthClient: Sendable, Equatable {
    /// Where the metadata comes from.
    package enum Source: Sendable, Equatable {
        /// By dynamic registration (RFC 7591).
        case registration
        /// Fetched from the identifier, which is its address (Client ID Metadata Document).
        case metadataDocument
        /// Registered by an operator.
        case configuration
    }

    /// How a client proves who it is (RFC 7591 §2, `token_endpoint_auth_method`).
    package enum AuthenticationMethod: String, Sendable, CaseIterable {
        case none
        case basic = "client_secret_basic"
        case post = "client_secret_post"
        case privateKeyJWT = "private_key_jwt"
    }

    /// What a client may ask tokens for.
    package enum GrantType: String, Sendable, CaseIterable {
        case authorizationCode = "authorization_code"
        case refreshToken = "refresh_token"
        case clientCredentials = "client_credentials"
        case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
        case jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    }

    /// What it names itself by in requests: given by this server, or the address of its metadata.
    package var id: String
    /// Where the metadata comes from, and so how far it is trusted.
    package var source: Source
    /// As the client calls itself: a text of a stranger's, to be escaped.
    package var name: String?
    /// Its web page: a stranger's text, shown and never fetched.
    package var clientURI: String?
    /// Where answers may go; compared by `accepts(redirectURI:)`.
    package var redirectURIs: [String]
    /// In the order of preference; at least one.
    package var authenticationMethods: [AuthenticationMethod]
    /// What it may ask tokens for.
    package var grantTypes: Set<GrantType>
    /// The scopes it may have at most; nil = every scope of the resource.
    package var scopes: [String]?
    /// SHA-256 of the secret, lower-case hexadecimal.
    package var secretDigest: String?
    /// The key set it signs assertions with: in place, or where to fetch it.
    package var keySet: JSONValue?
    /// Where its key set is fetched from, when it is not in place.
    package var keySetURI: String?
    /// No consent is asked for it.
    package var isTrusted = false
    /// Seconds since 1970; nil for a metadata document.
    package var issuedAt: Int64?

    /// Makes a client.
    package init(
        id: String, source: Source, name: String? = nil, redirectURIs: [String] = [],
        authenticationMethods: [AuthenticationMethod] = [.none],
        grantTypes: Set<GrantType> = [.authorizationCode, .refreshToken], scopes: [String]? = nil,
        secretDigest: String? = nil
    ) {
        self.id = id
        self.source = source
        self.name = name
        self.redirectURIs = redirectURIs
        self.authenticationMethods = authenticationMethods
        self.grantTypes = grantTypes
        self.scopes = scopes
        self.secretDigest = secretDigest
    }

    /// Whether it can keep a secret, and so must prove who it is.
    package var isConfidential: Bool { !authenticationMethods.contains(.none) }
}
