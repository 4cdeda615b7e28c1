internal import ProxyModel

/// Dynamic registration grants what the client asked for, in a form that it can read (RFC 7591 §3.2.1).
struct RegistrationCheck: DoctorCheck {
    let title = "Registration"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard let metadata = evidence.serverMetadata else { return nil }
        guard metadata["registration_endpoint"] != nil else {
            guard !evidence.announcesDocuments(for: client) else { return [] }
            return [
                DoctorProblem(
                    "the client has to register, and the server takes no registrations",
                    remedy: "open it (OAUTH_REGISTRATION=open), or register the client: proxyd oauth client register")
            ]
        }
        return [DoctorStep.registration, .registrationAgain].compactMap { step in
            guard !evidence.url(step).isEmpty else { return nil }
            guard let answer = evidence[step] else {
                return DoctorProblem("\(evidence.url(step)) does not answer", remedy: "see the log of proxyd")
            }
            return Self.problem(answer, evidence.registered(step), client)
        }
    }

    private static func problem(_ answer: ProbeAnswer, _ granted: JSONObject?, _ client: DoctorClient) -> DoctorProblem?
    {
        let remedy = "register at proxyd itself; nothing in front may change its answers"
        guard let granted else {
            let said = answer.object?["error_description"]?.stringValue ?? answer.object?["error"]?.stringValue
            return DoctorProblem(
                "registration is answered with \(answer.status)\(said.map { ": " + $0 } ?? "")",
                remedy: answer.status == 429
                    ? "wait a minute and try again" : "see what was refused: proxyd oauth trace")
        }
        if let member = granted.members.first(where: { $0.value == .null }) {
            return DoctorProblem("the registration has \(member.name): null, which clients refuse", remedy: remedy)
        }
        guard let id = granted["client_id"]?.stringValue, !id.isEmpty,
            id.utf8.allSatisfy({ PercentEncoding.encode(String(Unicode.Scalar($0))).utf8.count == 1 })
        else {
            return DoctorProblem("the client_id is missing or has characters that clients mangle", remedy: remedy)
        }
        let texts = { (name: String) in granted[name]?.arrayValue?.compactMap(\.stringValue) ?? [] }
        if let missing = client.redirectURIs.first(where: { !texts("redirect_uris").contains($0) }) {
            return DoctorProblem("the registration does not have the redirect address \(missing)", remedy: remedy)
        }
        guard texts("grant_types").contains("refresh_token") else {
            return DoctorProblem("the registration does not grant refresh_token", remedy: remedy)
        }
        let method = granted["token_endpoint_auth_method"]?.stringValue
        if let wanted = client.authenticationMethod, method != wanted {
            return DoctorProblem(
                "the client asked for \(wanted) and was given \(method ?? "nothing")", remedy: remedy)
        }
        if method != "none", granted["client_secret"] == nil || granted["client_secret_expires_at"] == nil {
            return DoctorProblem("the registration has no client_secret with client_secret_expires_at", remedy: remedy)
        }
        return nil
    }
}
