internal import ProxyModel

extension OAuthEnvironment {
    /// Notes a decision on a sign-in for people who look for a fault.
    func noteSignIn(
        _ isAccepted: Bool, _ reason: String, _ request: OAuthRequest, subject: String? = nil, resource: String? = nil
    ) async {
        await trace.note(
            FlowStep(
                .signIn, isAccepted: isAccepted, reason, subject: subject, resource: resource,
                clientAddress: request.local.clientAddress, requestID: request.local.requestID, time: now()))
    }

    /// The guarded host that a sign-in leads to by `/proxy-signin`; nil for other ways on.
    func resource(of destination: SignInDestination) -> ProtectedResource? {
        guard case .path(let path) = destination, path.text.hasPrefix(ProxySignIn.path + "?"),
            let query = OAuthParameters(encoded: path.text.utf8.dropFirst(ProxySignIn.path.utf8.count + 1)),
            let host = query.all("host").first
        else { return nil }
        return resources.resource(host: host)
    }
}
