internal import ProxyModel

/// What comes next for an authorization request.
enum AuthorizationStep: Equatable {
    /// The user signs in, or signs in again.
    case signIn
    /// The user may not use a resource, for this reason.
    case refuse(resource: ProtectedResource, AccessList.Refusal)
    case askConsent
    /// Nothing stands in the way.
    case issue

    /// Decides the next step.
    ///
    /// `isAccepted` tells whether the session may count at all, `isRemembered` whether the user allowed all of this
    /// before. What was allowed before counts only where nobody but the client can take the answer (RFC 8252 §8.6); a
    /// client that an operator trusts is not asked for.
    static func next(
        _ request: AuthorizationRequest, client: OAuthClient, session: BrowserSession?, isAccepted: Bool,
        resources: [ProtectedResource], allowedUsers: [String], isRemembered: Bool
    ) -> Self {
        guard let session, isAccepted else { return .signIn }
        let person = AccessList.Person(session.user)
        for resource in resources {
            if let refusal = AccessList(resource.auth, global: allowedUsers).refusal(of: person) {
                return .refuse(resource: resource, refusal)
            }
        }
        if client.isTrusted { return .issue }
        if request.prompts.contains(.consent) || !RedirectDescription(request.redirectURI).isAssured {
            return .askConsent
        }
        return isRemembered ? .issue : .askConsent
    }
}

extension AccessList.Person {
    /// What the lists need of a user who signed in.
    init(_ user: UserIdentity) {
        self.init(subject: user.subject, username: user.username, email: user.email, groups: user.groups)
    }
}
