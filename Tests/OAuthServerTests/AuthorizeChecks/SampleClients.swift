import ProxyModel

@testable import OAuthServer

/// Clients of every sort that authorization requests come from.
struct SampleClients: ClientDirectory {
    static let all: [OAuthClient] = {
        var trusted = OAuthClient(
            id: "trusted", source: .configuration, name: "Trusted", redirectURIs: ["https://a.test/cb"])
        trusted.isTrusted = true
        return [
            OAuthClient(id: "site", source: .registration, name: "Site & Sons", redirectURIs: ["https://a.test/cb"]),
            OAuthClient(
                id: "native", source: .registration, name: "Native",
                redirectURIs: [
                    "http://127.0.0.1/cb", "http://localhost/cb", "cursor://anysphere/cb", RedirectURI.outOfBand,
                ]),
            OAuthClient(id: "nowhere", source: .registration),
            OAuthClient(
                id: "machine", source: .configuration, redirectURIs: ["https://a.test/cb"],
                grantTypes: [.clientCredentials]),
            OAuthClient(
                id: "reader", source: .registration, redirectURIs: ["https://a.test/cb"],
                scopes: ["mcp:read", "openid"]),
            OAuthClient(
                id: "guesser", source: .registration, redirectURIs: ["https://a.test/cb"], scopes: ["openid"]),
            OAuthClient(
                id: "misfit", source: .configuration, redirectURIs: ["https://a.test/cb"], scopes: ["openid"]),
            OAuthClient(
                id: "https://app.test/client.json", source: .metadataDocument, name: "<script>alert(1)</script>",
                redirectURIs: ["https://app.test/cb"]),
            trusted,
        ]
    }()

    func client(_ id: String) async throws(OAuthError) -> OAuthClient? {
        switch id {
        case "away": throw OAuthError(.temporarilyUnavailable, "the store cannot be reached; try again")
        case "https://broken.test/client.json":
            throw OAuthError(.invalidClient, "the metadata document answers with 404")
        default: return Self.all.first { $0.id == id }
        }
    }
}
