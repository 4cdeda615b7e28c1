/// The way of a browser between a guarded host and the authorization server.
///
/// 1. The guard sends it to `/proxy-signin` of the authorization server, with host and path.
/// 2. Without a `binding` it goes back to `/.proxyd/session` of the guarded host, which sets a random cookie there and
///    sends it here again with the cookie's digest: nobody can sign a browser in that did not begin.
/// 3. Signed in and admitted, it goes to `/.proxyd/session` with a code for one use, and gets a signed token as cookie.
package enum ProxySignIn {
    /// On the authorization server.
    package static let path = "/proxy-signin"
    /// On guarded hosts.
    package static let sessionPath = "/.proxyd/session"
    /// On guarded hosts.
    package static let signOutPath = "/.proxyd/signout"
}
