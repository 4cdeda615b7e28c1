/// The OAuth app at GitHub that users may sign in by.
package struct GitHubSettings: Sendable {
    /// nil = nobody signs in by GitHub, unless a provider is configured in the API.
    package var clientID: String?
    package var clientSecret: Secret?
    /// Another one for GitHub Enterprise.
    package var url = "https://github.com"
    package var apiURL = "https://api.github.com"
}
