internal import ProxyModel

/// Which host is to be the authorization server.
struct RoutesSetupRequest: Sendable {
    var domain = ""
    var isForced = false

    static let schema = ObjectSchema<RoutesSetupRequest>(
        "RoutesSetup", blank: { RoutesSetupRequest() },
        fields: [
            Field("oauth_domain", .required, \.domain, .hostName, "Host of the authorization server."),
            Field("force", \.isForced, .flag, default: false, "Whether routes that are there are written anew."),
        ])
}
