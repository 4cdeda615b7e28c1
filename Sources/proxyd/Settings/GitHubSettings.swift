/// The OAuth app at GitHub that users may sign in by.
package struct GitHubSettings: Sendable {
    /// Where GitHub sends browsers back to: the path of the app's callback address.
    package enum CallbackPath: String, Sendable, CaseIterable {
        case own = "/signin/github/callback"
        /// As apps of the predecessors have it.
        case short = "/callback"
    }

    /// nil = nobody signs in by GitHub, unless a provider is configured in the API.
    package var clientID: String?
    /// Client secret of that OAuth app.
    package var clientSecret: Secret?
    /// Another one for GitHub Enterprise.
    package var url = "https://github.com"
    /// Where GitHub's REST interface is.
    package var apiURL = "https://api.github.com"
    /// Path of the app's callback address; /callback is that of apps made for the predecessor.
    package var callbackPath = CallbackPath.own
}
