internal import ProxyModel

/// How what a proxy changes of the authorization server's metadata is shown.
enum ProxyOAuthServerView {
    static let status: KeyValuePairs<String, JSONValue> = [
        "status": ["type": "string", "enum": ["configured", "not_configured"]]
    ]

    static func server(_ proxy: ProxyTarget) -> JSONObject {
        var object: JSONObject = ["status": proxy.oauthServer == nil ? "not_configured" : "configured"]
        for member in ProxySection.oauthServer.json(proxy).members { object.append(member.name, member.value) }
        return object
    }
}
