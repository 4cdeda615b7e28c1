internal import ProxyModel

/// `/device`: where users let devices in that cannot show a sign-in page themselves (RFC 8628 §3.3).
///
/// A code in the address only fills the field: the user confirms it, and then what is asked for.
package struct DeviceEndpoint: OAuthEndpoint {
    /// How many codes one user may send within a quarter of an hour (RFC 8628 §5.1): each device takes two, and a code
    /// is one of 20^8.
    private static let mostAttempts = 30

    private let flow: AuthorizationFlow
    private let devices: any DeviceApprovals

    /// Makes the endpoint.
    package init(_ flow: AuthorizationFlow, devices: any DeviceApprovals) {
        self.flow = flow
        self.devices = devices
    }

    package func respond(to web: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        do throws(OAuthError) {
            switch web.local.method {
            case "GET", "HEAD":
                guard let session = try await flow.sessions.session(of: web) else { return Self.signIn(web.query) }
                return DevicePages.entry(
                    session: session, userCode: web.query.all("user_code").first ?? "", error: nil)
            case "POST": return try await submit(web, issuer: issuer)
            default: return RefusalPage.methodNotAllowed("GET, HEAD, POST")
            }
        } catch {
            return RefusalPage(error).response
        }
    }

    private func submit(_ web: OAuthRequest, issuer: String) async throws(OAuthError) -> OAuthResponse {
        guard let session = try await flow.sessions.session(of: web) else { return Self.signIn(web.form) }
        guard web.isFromOwnPage, session.isProven(by: web) else {
            throw OAuthError(
                .invalidRequest,
                "the form did not come from the page that this server showed you; enter the code again",
                status: 403)
        }
        let userCode = try web.form.single("user_code") ?? ""
        try await countAttempt(of: session)
        guard let request = try await devices.request(userCode: userCode, issuer: issuer),
            let client = try await flow.clients.client(request.clientID)
        else { return Self.unknown(session, userCode) }
        let resources = try flow.resources(request.resources, issuer: issuer)
        let person = AccessList.Person(session.user)
        for resource in resources {
            let list = AccessList(resource.auth, global: flow.environment.settings.allowedUsers)
            guard let reason = list.refusal(of: person) else { continue }
            return DevicePages.refused(session: session, resource: resource.uri, reason: reason)
        }
        return try await decide(web, session, request, client, issuer: issuer)
    }

    private func decide(
        _ web: OAuthRequest, _ session: BrowserSession, _ request: DeviceRequest, _ client: OAuthClient,
        issuer: String
    ) async throws(OAuthError) -> OAuthResponse {
        let isApproved: Bool
        switch try web.form.single("decision") {
        case nil: return DevicePages.consent(session: session, request: request, client: client)
        case "approve": isApproved = true
        case "deny": isApproved = false
        default: throw OAuthError(.invalidRequest, "the form has no decision; approve or deny")
        }
        let grant = AuthorizedGrant(
            id: flow.environment.token(bytes: 16), issuer: issuer, clientID: request.clientID, user: session.user,
            scopes: request.scopes, resources: request.resources, authenticatedAt: session.authenticatedAt,
            sessionDigest: session.digest)
        guard
            try await devices.decide(
                userCode: request.userCode, grant: isApproved ? grant : nil, issuer: issuer)
        else { return Self.unknown(session, request.userCode) }
        await flow.environment.trace.note(
            FlowStep(
                .consent, isAccepted: isApproved,
                isApproved ? "the user let the device in" : "the user refused the device",
                clientID: request.clientID, subject: session.user.subject, resource: request.resources.first,
                clientAddress: web.local.clientAddress, requestID: web.local.requestID, time: flow.environment.now()))
        return DevicePages.decided(isApproved: isApproved, session: session)
    }

    private static func unknown(_ session: BrowserSession, _ userCode: String) -> OAuthResponse {
        DevicePages.entry(
            session: session, userCode: userCode, error: "This code is not known, or is no longer good. Check it.",
            status: 400)
    }

    private func countAttempt(of session: BrowserSession) async throws(OAuthError) {
        let key = VolatileKey(.throttle, "device:" + SecretDigest.hexadecimal(session.user.subject))
        let attempts: (count: Int, remaining: Int64)
        do throws(StoreFailure) {
            attempts = try await flow.environment.store.count(key, window: 900_000)
        } catch { throw OAuthError(error) }
        guard attempts.count <= Self.mostAttempts else {
            throw OAuthError(
                .temporarilyUnavailable, "too many codes were entered; wait a quarter of an hour", status: 429,
                retryAfter: Int(max(1, attempts.remaining / 1_000)))
        }
    }

    private static func signIn(_ parameters: OAuthParameters) -> OAuthResponse {
        let code = parameters.all("user_code").first { $0.utf8.count <= 16 }
        let path = code.map { "/device?user_code=" + PercentEncoding.encode($0) } ?? "/device"
        return .redirect(to: "/signin?return_to=" + PercentEncoding.encode(path), status: 303)
    }
}
