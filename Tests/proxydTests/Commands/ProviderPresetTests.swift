import ArgumentParser
import ProxyModel
import Testing

@testable import proxyd

@Suite struct `Provider presets` {
    private func issuer(_ preset: String, _ place: String) throws -> String? {
        try #require(ProviderPreset.all.first { $0.name == preset }).issuer(of: place)
    }

    @Test func `each makes the issuer of a provider`() throws {
        #expect(
            try issuer("entra", "72f988bf-86f1-41af-91ab-2d7cd011db47")
                == "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0")
        #expect(try issuer("google", "accounts.google.com") == "https://accounts.google.com")
        #expect(try issuer("okta", "acme.okta.com") == "https://acme.okta.com")
        #expect(try issuer("keycloak", "id.example.com:8443/main") == "https://id.example.com:8443/realms/main")
    }

    @Test func `what is missing or could change the address is refused`() throws {
        for tenant in ["", "a/b", "../x", "a?b", "a#b", "a b", "a@b", "a%2fb", "ä", "common", "organizations"] {
            #expect(try issuer("entra", tenant) == nil)
        }
        for place in ["id.example.com", "/main", "id.example.com/", "id.example.com/a/b", "id.example.com/.."] {
            #expect(try issuer("keycloak", place) == nil)
        }
        #expect(try issuer("google", "accounts.example.com") == nil)
    }

    @Test func `the command sends the fields of a preset`() throws {
        let command = try OAuthProviderCreateCommand.parse(["work", "okta", "acme.okta.com", "client"])
        let body = try command.body()
        #expect(body["kind"] == "oidc")
        #expect(body["issuer"] == "https://acme.okta.com")
        #expect(body["label"] == "Okta")
        #expect(body["scopes"] == ["openid", "profile", "email", "groups"])
        #expect(throws: (any Error).self) {
            try OAuthProviderCreateCommand.parse(["work", "entra", "common", "client"]).body()
        }
    }
}
