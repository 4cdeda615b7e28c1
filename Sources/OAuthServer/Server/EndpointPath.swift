/// The paths of the authorization server's endpoints; the raw value is the path, `*` stands for one segment or more.
package enum EndpointPath: String, Sendable, CaseIterable {
    case authorize = "/authorize"
    case authorizeContinue = "/authorize/continue"
    case consent = "/consent"
    case signIn = "/signin"
    case localSignIn = "/signin/local"
    /// `/signin/{provider}` and `/signin/{provider}/callback`.
    case providerSignIn = "/signin/*"
    /// Where the predecessor's providers send browsers back to.
    case callback = "/callback"
    case signOut = "/signout"
    case proxySignIn = "/proxy-signin"
    case token = "/token"
    case register = "/register"
    /// `/register/{client_id}`.
    case registration = "/register/*"
    case revoke = "/revoke"
    case introspect = "/introspect"
    case keySet = "/jwks"
    case deviceAuthorization = "/device_authorization"
    case device = "/device"
    case account = "/account"
    case accountParts = "/account/*"
    case verify = "/verify"
    case success = "/success"
    case error = "/error"
    /// What guarded hosts answer themselves: `/.proxyd/session` and others.
    case guardedHost = "/.proxyd/*"

    /// Who calls an endpoint, which decides about the form of errors and who may read answers.
    enum Caller: Sendable {
        /// Programs, also those that run in browsers: every origin may read the answer.
        case client
        /// Servers that hold credentials.
        case server
        /// People; answers are pages.
        case browser
    }

    var caller: Caller {
        switch self {
        case .token, .register, .registration, .revoke, .keySet, .deviceAuthorization: .client
        case .introspect, .verify: .server
        default: .browser
        }
    }

    /// Whether clients send what nobody on the way must see.
    ///
    /// Keys are public. Other proxies ask for a verdict inside of a network of their own, by any of our names.
    var takesSecrets: Bool { self != .keySet && self != .verify }

    /// The methods besides HEAD, which GET implies, and OPTIONS.
    var methods: [String] {
        switch self {
        case .token, .register, .revoke, .introspect, .deviceAuthorization: ["POST"]
        case .registration: ["GET", "PUT", "DELETE"]
        case .keySet, .success, .error, .proxySignIn, .authorizeContinue: ["GET"]
        case .verify: ["GET", "POST", "PUT", "PATCH", "DELETE"]
        default: ["GET", "POST"]
        }
    }

    /// The endpoint of a path on the host of an authorization server; nil when there is none.
    static func onIssuer(_ path: String) -> EndpointPath? {
        if let alias = aliases[path] { return alias }
        if let exact = EndpointPath(rawValue: path), !path.hasSuffix("*") { return exact }
        return [.providerSignIn, .registration, .accountParts].first { $0.covers(path) }
    }

    /// The endpoint that clients of MCP's first authorization (2025-03-26, "Fallbacks for Servers without Metadata
    /// Discovery") look for at the root of an MCP server's own host; nil when there is none.
    static func onResource(_ path: String) -> EndpointPath? {
        [.authorize, .token, .register, .revoke].first { $0.rawValue == path }
    }

    /// Whether this is a path with a variable part, and the path is one of its.
    func covers(_ path: String) -> Bool {
        rawValue.hasSuffix("/*") && path.hasPrefix(rawValue.dropLast()) && path.utf8.count >= rawValue.utf8.count
    }

    /// Other paths under which clients of the predecessors and of other servers look for endpoints.
    private static let aliases: [String: EndpointPath] = [
        "/.well-known/jwks.json": .keySet,
        "/device/code": .deviceAuthorization,
        "/device/token": .token,
        "/api/v1/auth/introspect": .introspect,
    ]
}
