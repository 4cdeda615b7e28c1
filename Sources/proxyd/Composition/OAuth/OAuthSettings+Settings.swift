internal import FoundationEssentials
internal import OAuthServer
internal import ProxyModel

extension OAuthSettings {
    /// What the authorization server needs of the settings; throws `SettingProblem` for a key that cannot be read.
    init(_ settings: Settings) throws(SettingProblem) {
        self.init()
        let oauth = settings.oauth
        accessTokenLifetime = oauth.accessTokenLifetime.wholeMilliseconds
        refreshTokenLifetime = oauth.refreshTokenLifetime.wholeMilliseconds
        refreshAbsoluteLifetime = oauth.refreshAbsoluteLifetime.wholeMilliseconds
        refreshReuseWindow = oauth.refreshReuseWindow.wholeMilliseconds
        sessionLifetime = oauth.sessionLifetime.wholeMilliseconds
        sessionIdleLifetime = oauth.sessionIdleLifetime.wholeMilliseconds
        signingAlgorithm = oauth.signingAlgorithm
        keyRotation = oauth.keyRotation.wholeMilliseconds
        registrationIsOpen = oauth.registration == .open
        allowedUsers = oauth.allowedUsers
        publicHTTPSPort = Int(settings.listeners.clientHTTPSPort)
        if let text = oauth.privateKey?.reveal() {
            guard let pem = Data(base64Encoded: text.filter { !$0.isWhitespace }) else {
                throw SettingProblem(
                    name: "OAUTH_JWT_PRIVATE_KEY_B64", reason: "the value is not base64 of a private key as PEM",
                    example: "$(openssl genrsa 2048 | base64 -w0)", origin: nil)
            }
            configuredPrivateKeyPEM = [UInt8](pem)
        }
        gitHubCallbackPath = oauth.github.callbackPath.rawValue
        if let clientID = oauth.github.clientID {
            identityProviders = [
                .gitHub(
                    clientID: clientID, secret: oauth.github.clientSecret?.reveal() ?? "", origin: oauth.github.url,
                    apiURL: oauth.github.apiURL)
            ]
        }
    }
}

extension ListenerSettings {
    /// The port for HTTPS as clients see it; 0 without HTTPS.
    var clientHTTPSPort: UInt16 { publicHTTPSPort ?? httpsPorts.first ?? 0 }

    /// The port for plain HTTP as clients see it; 0 without it.
    var clientHTTPPort: UInt16 { publicHTTPPort ?? httpPorts.first ?? 0 }
}

extension PublicOrigins {
    /// The origins by the ports that clients see.
    init(_ listeners: ListenerSettings) {
        self.init(httpsPort: Int(listeners.clientHTTPSPort), httpPort: Int(listeners.clientHTTPPort))
    }
}
