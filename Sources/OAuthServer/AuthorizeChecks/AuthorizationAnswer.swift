/// The answer to an authorization request, for the client: a code, or an error (RFC 6749 §4.1.2, RFC 9207).
package struct AuthorizationAnswer: Sendable, Equatable {
    /// Where the answer goes, as it was registered or checked.
    package let redirectURI: String
    /// What is added to its query, in this order.
    package let parameters: [(name: String, value: String)]

    /// An answer with a code.
    package init(code: String, redirectURI: String, state: String?, issuer: String) {
        self.init([("code", code)], redirectURI: redirectURI, state: state, issuer: issuer)
    }

    /// An answer with an error.
    package init(_ error: OAuthError, redirectURI: String, state: String?, issuer: String) {
        self.init(
            [("error", error.code.rawValue), ("error_description", error.detail)], redirectURI: redirectURI,
            state: state, issuer: issuer)
    }

    private init(_ own: [(name: String, value: String)], redirectURI: String, state: String?, issuer: String) {
        self.redirectURI = redirectURI
        var parameters = own
        if let state { parameters.append(("state", state)) }
        parameters.append(("iss", issuer))
        self.parameters = parameters
    }

    /// The answer that was kept as the text of its parameters.
    init?(redirectURI: String, encoded: [UInt8]) {
        guard let parameters = OAuthParameters(encoded: encoded) else { return nil }
        self.redirectURI = redirectURI
        self.parameters = parameters.pairs
    }

    /// The text of the parameters.
    var encoded: String { OAuthParameters(parameters).encoded }

    /// The value of a parameter.
    package func value(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// Where the browser is sent: the redirect URI with its own query kept (RFC 6749 §3.1.2).
    package var location: String {
        let separator =
            !redirectURI.contains("?") ? "?" : redirectURI.hasSuffix("?") || redirectURI.hasSuffix("&") ? "" : "&"
        return redirectURI + separator + encoded
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.redirectURI == right.redirectURI && left.parameters.elementsEqual(right.parameters, by: ==)
    }
}
