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

    /// The origin that a sign-in leads to by `/proxy-signin`, for the policy of the page with the form.
    func formOrigins(_ destination: SignInDestination) -> [String] {
        guard case .path(let path) = destination, path.text.hasPrefix(ProxySignIn.path + "?"),
            let query = OAuthParameters(encoded: path.text.utf8.dropFirst(ProxySignIn.path.utf8.count + 1)),
            let host = query.all("host").first, let resource = resources.resource(host: host)
        else { return [] }
        return [resource.origin]
    }
}
