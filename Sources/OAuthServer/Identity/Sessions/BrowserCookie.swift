internal import ProxyModel

/// A cookie of the authorization server's own pages.
///
/// Over HTTPS its name has the prefix `__Host-`, which no other host can set (RFC 6265bis §4.1.3.2); over plain HTTP, which
/// is for loopback, browsers take neither the prefix nor `Secure`.
package struct BrowserCookie: Sendable, Equatable {
    private let name: String

    /// Who is signed in.
    package static let session = BrowserCookie(name: "proxyd_session")
    /// Which browser a sign-in or an authorization was begun in.
    package static let login = BrowserCookie(name: "proxyd_login")

    /// The value that a request brings; nil when there is none.
    package func value(in request: OAuthRequest) -> String? {
        let value = request.cookie(name(over: request.local.scheme))
        return value?.isEmpty == true ? nil : value
    }

    /// The header field that sets the cookie; `maxAge` is in seconds, nil = until the browser is closed.
    package func field(
        setting value: String, maxAge: Int64?, for request: OAuthRequest
    ) -> (name: String, value: String) {
        let scheme = request.local.scheme
        var text = name(over: scheme) + "=" + value + "; Path=/; HttpOnly; SameSite=Lax"
        if scheme == "https" { text += "; Secure" }
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        return ("Set-Cookie", text)
    }

    /// The header field that removes the cookie.
    package func fieldClearing(for request: OAuthRequest) -> (name: String, value: String) {
        field(setting: "", maxAge: 0, for: request)
    }

    private func name(over scheme: String) -> String { scheme == "https" ? "__Host-" + name : name }
}
