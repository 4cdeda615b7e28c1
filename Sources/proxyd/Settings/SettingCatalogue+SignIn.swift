extension SettingCatalogue {
    static let signIn = SettingGroup(
        title: "Signing in (OAuth)",
        settings: [
            Setting(
                "OAUTH_ADMIN_USER", \.oauth.firstUser, .accountName, example: "admin",
                """
                Name of an account that is made while there is none, with the e-mail address of ADMIN_EMAIL. Once there \
                is an account, neither it nor the password is looked at any more.
                """),
            Setting(
                "OAUTH_ADMIN_PASSWORD", \.oauth.firstUserPassword, .secret, isSecret: true,
                example: "$(openssl rand -base64 18)", "Password of that account."),
            Setting(
                "OAUTH_ALLOWED_USERS", \.oauth.allowedUsers, .names, aliases: ["OAUTH_ALLOWED_GITHUB_USERS"],
                example: "ann,*@example.com",
                """
                Who may use guarded hosts that name nobody themselves: user names, e-mail addresses, or globs of them, \
                with commas. * is everybody who can sign in.
                """),
            Setting(
                "OAUTH_ACCESS_TOKEN_LIFETIME", \.oauth.accessTokenLifetime,
                .duration(.seconds(60) ... .seconds(86_400)), example: "30m", "How long an access token is good for."),
            Setting(
                "OAUTH_REFRESH_TOKEN_LIFETIME", \.oauth.refreshTokenLifetime,
                .duration(.seconds(300) ... .seconds(400 * 86_400)), example: "30d",
                "How long a client stays signed in without coming back; each use starts it anew."),
            Setting(
                "OAUTH_REFRESH_ABSOLUTE_LIFETIME", \.oauth.refreshAbsoluteLifetime,
                .duration(.seconds(300) ... .seconds(3650 * 86_400)), example: "90d",
                "How long a client stays signed in at most, however often it comes back."),
            Setting(
                "OAUTH_REFRESH_REUSE_WINDOW", \.oauth.refreshReuseWindow, .duration(.zero ... .seconds(600)),
                example: "60s",
                """
                How long a refresh token that was used may come again and gets the same successor, for clients that run \
                several times at once or lost an answer. Later than that, everything that came of it is revoked.
                """),
            Setting(
                "OAUTH_SESSION_LIFETIME", \.oauth.sessionLifetime, .duration(.seconds(300) ... .seconds(400 * 86_400)),
                example: "14d", "How long a browser stays signed in at most."),
            Setting(
                "OAUTH_SESSION_IDLE_LIFETIME", \.oauth.sessionIdleLifetime,
                .duration(.seconds(300) ... .seconds(400 * 86_400)), example: "1d",
                "How long a browser stays signed in without being used."),
            Setting(
                "OAUTH_SIGNING_ALGORITHM", \.oauth.signingAlgorithm, .algorithm, aliases: ["OAUTH_JWT_ALGORITHM"],
                example: "ES256", "Algorithm of the keys that sign access tokens."),
            Setting(
                "OAUTH_JWT_PRIVATE_KEY_B64", \.oauth.privateKey, .secret, isSecret: true,
                default: "keys are made, kept sealed in Redis, and rotated",
                example: "$(openssl genrsa 2048 | base64 -w0)",
                "A private key of your own that signs access tokens: PEM (PKCS #8 or PKCS #1), as base64."),
            Setting(
                "OAUTH_KEY_ROTATION", \.oauth.keyRotation, .duration(.seconds(3600) ... .seconds(3650 * 86_400)),
                example: "90d", "How long a key that was made here signs before the next one takes over."),
            Setting(
                "OAUTH_REGISTRATION", \.oauth.registration, .choice, example: "token",
                """
                Who may register OAuth clients: "open" is everybody, as MCP clients need it that do not publish their \
                metadata; "token" is who holds a token of the management API.
                """),
            Setting(
                "GITHUB_CLIENT_ID", \.oauth.github.clientID, .identifier, example: "Iv1.0123456789abcdef",
                "Client ID of the OAuth app at GitHub that users sign in by; its callback is https://AUTH_HOST and GITHUB_CALLBACK_PATH."
            ),
            Setting(
                "GITHUB_CLIENT_SECRET", \.oauth.github.clientSecret, .secret, isSecret: true,
                example: "0123456789abcdef0123456789abcdef01234567", "Client secret of that OAuth app."),
            Setting(
                "GITHUB_CALLBACK_PATH", \.oauth.github.callbackPath, .choice, example: "/callback",
                """
                Path of the app's callback address, also when the provider "github" is made by the API; /callback is that \
                of apps made for the predecessor.
                """),
            Setting(
                "GITHUB_URL", \.oauth.github.url, .httpURL, example: "https://github.example.com",
                "Where GitHub is, for GitHub Enterprise."),
            Setting(
                "GITHUB_API_URL", \.oauth.github.apiURL, .httpURL, example: "https://github.example.com/api/v3",
                "Where GitHub's REST interface is."),
            Setting(
                "MCP_ALLOWED_ORIGINS", \.oauth.resourceOrigins, .origins, example: "https://chat.example.com",
                """
                Origins whose pages may call any guarded MCP server, besides its own: clients that run in browsers. Pages \
                of other origins are refused. "none" is no other one.
                """),
        ])

    static let egress = SettingGroup(
        title: "Outgoing requests",
        settings: [
            Setting(
                "EGRESS_ALLOWED", \.egress.allowed, .addressBlocks, default: "none", example: "10.20.0.0/16",
                """
                Address blocks besides the public Internet that may be connected to when a stranger names the address, \
                as the metadata documents of OAuth clients do. What an operator configures is not concerned.
                """),
            Setting(
                "EGRESS_CA_FILE", \.egress.caFile, .path, default: "the system's trust store",
                example: "/etc/ssl/own-authorities.pem",
                """
                Authorities (PEM) that identity providers and the servers of OAuth clients must be certified by, instead \
                of the system's: for providers with certificates of an authority of your own.
                """),
        ])
}
