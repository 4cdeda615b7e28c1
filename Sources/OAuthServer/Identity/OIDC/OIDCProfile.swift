internal import ProxyModel

/// What the claims of an OpenID provider say of a user (OpenID Connect Core §5.1).
struct OIDCProfile {
    private static let groupLimit = 500
    private static let longestText = 256

    let identity: UserIdentity

    /// Reads the claims of an ID token, and those of the UserInfo answer for what is not in it.
    ///
    /// `sub` is there: the token was checked.
    init(claims: JSONObject, userinfo: JSONObject, provider: IdentityProvider) {
        let (claims, userinfo) = (Self.withoutNulls(claims), Self.withoutNulls(userinfo))
        let claim = { (name: String) in claims[name] ?? userinfo[name] }
        let text = { (name: String) -> String? in
            claim(name)?.stringValue.flatMap { $0.isEmpty || $0.utf8.count > Self.longestText ? nil : $0 }
        }
        let subject = claims["sub"]?.stringValue ?? ""
        // The address counts only beside a proof in the same set of claims.
        let source = claims["email"] == nil ? userinfo : claims
        let email = Self.isVerified(source) ? text("email") : nil
        identity = UserIdentity(
            subject: provider.name + ":" + subject, provider: provider.name,
            username: text("preferred_username") ?? email ?? subject, email: email, name: text("name"),
            groups: Self.groups(claim(provider.groupsClaim)))
    }

    /// The members that have a value: null means the same as absence (§5.3.2).
    static func withoutNulls(_ claims: JSONObject) -> JSONObject {
        JSONObject(members: claims.members.filter { $0.value != .null })
    }

    /// `email_verified` as it should be and as some providers send it, and what Microsoft Entra ID calls it.
    private static func isVerified(_ claims: JSONObject) -> Bool {
        for name in ["email_verified", "xms_edov"] {
            switch claims[name] {
            case .bool(true)?, .string("true")?, .string("1")?, .integer(1)?: return true
            default: continue
            }
        }
        return false
    }

    private static func groups(_ value: JSONValue?) -> [String] {
        let texts = value?.stringValue.map { [$0] } ?? value?.arrayValue?.compactMap(\.stringValue) ?? []
        return Array(texts.filter { !$0.isEmpty && $0.utf8.count <= longestText }.prefix(groupLimit))
    }
}
