/// An OpenID provider that many use, with what has to be known to configure it.
struct ProviderPreset: Equatable {
    /// The word by which it is chosen.
    let name: String
    /// What the sign-in button says.
    let label: String
    /// What an operator tells of theirs, as help and errors name it.
    let place: String
    /// What stands before that in the issuer.
    let prefix: String
    /// What stands between the two parts of a place of two; nil for a place of one part.
    var joint: String?
    /// What stands behind it.
    var suffix = ""
    /// Scopes to ask for.
    var scopes = ["openid", "profile", "email"]

    /// Every preset.
    static let all = [entra, google, okta, keycloak]

    // The issuer is one tenant's: with `common` anybody's tenant could sign in, and its discovery names no real issuer.
    private static let entra = ProviderPreset(
        name: "entra", label: "Microsoft", place: "the directory (tenant) ID",
        prefix: "https://login.microsoftonline.com/", suffix: "/v2.0")

    private static let google = ProviderPreset(
        name: "google", label: "Google", place: "accounts.google.com", prefix: "https://")

    private static let okta = ProviderPreset(
        name: "okta", label: "Okta", place: "the domain, such as example.okta.com", prefix: "https://",
        scopes: ["openid", "profile", "email", "groups"])

    private static let keycloak = ProviderPreset(
        name: "keycloak", label: "Keycloak", place: "host and realm, such as id.example.com/main", prefix: "https://",
        joint: "/realms/")

    /// The issuer for a place; nil when a part is missing, or has a character that could change the address.
    func issuer(of place: String) -> String? {
        let parts = place.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == (joint == nil ? 1 : 2), parts.allSatisfy(Self.isPlain) else { return nil }
        if name == "entra", ["common", "organizations", "consumers"].contains(place) { return nil }
        if name == "google", place != self.place { return nil }
        return prefix + parts.joined(separator: joint ?? "") + suffix
    }

    private static func isPlain(_ part: Substring) -> Bool {
        !part.isEmpty && part != "." && part != ".."
            && part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#@\\%{}\"<>".utf8.contains($0) }
    }
}
