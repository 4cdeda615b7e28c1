package import ProxyModel

/// An OpenID provider that many use, with what has to be known to configure it.
package struct ProviderPreset: Sendable, Equatable {
    /// The word by which it is chosen, and the suggested name of the provider.
    package let name: String
    /// What the sign-in button says.
    package let label: String
    /// The issuer, with what has to be filled in between braces.
    package let issuer: String
    /// Scopes to ask for.
    package let scopes: [String]
    /// The claim with the groups.
    package let groupsClaim: String
    /// What an operator has to do there, in one or two sentences.
    package let advice: String

    /// Every preset.
    package static let all = [entra, google, okta, keycloak]

    /// The issuer is one tenant's: with `common` anybody's tenant could sign in, and its discovery names no real issuer.
    private static let entra = ProviderPreset(
        name: "entra", label: "Microsoft", issuer: "https://login.microsoftonline.com/{tenant}/v2.0",
        scopes: ["openid", "profile", "email"], groupsClaim: "groups",
        advice: "Use the directory (tenant) id, not 'common'. Add the optional claims 'email' and 'xms_edov' to the ID "
            + "token for e-mail addresses, and the groups claim for groups, which are told as object ids.")

    private static let google = ProviderPreset(
        name: "google", label: "Google", issuer: "https://accounts.google.com", scopes: ["openid", "profile", "email"],
        groupsClaim: "groups", advice: "Google tells no groups; restrict by e-mail address.")

    private static let okta = ProviderPreset(
        name: "okta", label: "Okta", issuer: "https://{domain}", scopes: ["openid", "profile", "email", "groups"],
        groupsClaim: "groups",
        advice: "With a custom authorization server the issuer is https://{domain}/oauth2/{server}. "
            + "Add a groups claim to the application.")

    private static let keycloak = ProviderPreset(
        name: "keycloak", label: "Keycloak", issuer: "https://{host}/realms/{realm}",
        scopes: ["openid", "profile", "email"], groupsClaim: "groups",
        advice: "Add a mapper 'Group Membership' with the claim name 'groups' and without full path to the client.")

    /// The record of a provider by this preset.
    ///
    /// `values` are for the braces; nil when one is missing, or has a character that could change the address.
    package func provider(
        named name: String, values: [String: String], clientID: String, sealedSecret: String?, now: Int64
    ) -> IdentityProvider? {
        var issuer = ""
        var rest = self.issuer[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            guard let value = values[String(rest[rest.index(after: open)..<close])], !value.isEmpty,
                value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#@\\%{}\"<>".utf8.contains($0) })
            else { return nil }
            issuer += rest[..<open] + value
            rest = rest[rest.index(after: close)...]
        }
        return IdentityProvider(
            name: name, kind: .oidc, label: label, issuer: issuer + rest, clientID: clientID,
            sealedSecret: sealedSecret, scopes: scopes, groupsClaim: groupsClaim, createdAt: now, updatedAt: now)
    }
}
