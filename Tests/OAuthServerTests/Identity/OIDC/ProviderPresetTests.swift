import ProxyModel
import Testing

@testable import OAuthServer

@Suite struct `Provider presets` {
    private func issuer(_ preset: String, _ values: [String: String]) throws -> String? {
        let found = try #require(ProviderPreset.all.first { $0.name == preset })
        return found.provider(named: "idp", values: values, clientID: "c", sealedSecret: nil, now: 1)?.issuer
    }

    @Test func `each makes the issuer of a provider`() throws {
        #expect(
            try issuer("entra", ["tenant": "72f988bf-86f1-41af-91ab-2d7cd011db47"])
                == "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0")
        #expect(try issuer("google", [:]) == "https://accounts.google.com")
        #expect(try issuer("okta", ["domain": "acme.okta.com"]) == "https://acme.okta.com")
        #expect(
            try issuer("keycloak", ["host": "id.example.com:8443", "realm": "main"])
                == "https://id.example.com:8443/realms/main")
    }

    @Test func `what is missing or could change the address is refused`() throws {
        #expect(try issuer("entra", [:]) == nil)
        for tenant in ["", "a/b", "../x", "a?b", "a#b", "a b", "a@b", "a%2fb", "ä"] {
            #expect(try issuer("entra", ["tenant": tenant]) == nil)
        }
    }
}
