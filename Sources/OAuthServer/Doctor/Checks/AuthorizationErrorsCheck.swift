internal import ProxyModel

/// Errors are told on a page while the redirect address is not known to be the client's, and to the client once it is
/// (RFC 6749 §4.1.2.1, RFC 9207 §2).
struct AuthorizationErrorsCheck: DoctorCheck {
    let title = "Authorization errors"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard evidence[.unknownClient] != nil || evidence[.foreignRedirect] != nil else { return nil }
        let pages = [
            (DoctorStep.unknownClient, "an unknown client"),
            (.foreignRedirect, "a redirect address that is not registered"),
        ]
        var problems = pages.compactMap { step, words -> DoctorProblem? in
            guard let answer = evidence[step], answer["location"] != nil || answer.status != 400 else { return nil }
            return DoctorProblem(
                "\(words) is answered with \(answer.status) in place of an error page of 400",
                remedy: "nothing in front of proxyd may answer for /authorize")
        }
        if let answer = evidence[.missingChallenge], let problem = Self.problem(answer, evidence, client) {
            problems.append(problem)
        }
        return problems
    }

    private static func problem(
        _ answer: ProbeAnswer, _ evidence: DoctorEvidence, _ client: DoctorClient
    ) -> DoctorProblem? {
        let remedy = "nothing in front of proxyd may answer for /authorize or change redirects"
        guard answer.isRedirect, let location = answer["location"], location.hasPrefix(client.redirectURIs[0]) else {
            return DoctorProblem(
                "a request without PKCE is answered with \(answer.status), not sent back to the client with an error",
                remedy: remedy)
        }
        let parameters = RedirectParameters(location)
        let issuer = evidence.serverMetadata?["issuer"]?.stringValue
        let wanted = [("error", "invalid_request"), ("state", DoctorEvidence.state), ("iss", issuer ?? "")]
        for (name, value) in wanted where parameters[name] != value {
            return DoctorProblem(
                "a request without PKCE is sent back with \(name)=\(parameters[name] ?? ""), which has to be \(value)",
                remedy: remedy)
        }
        return nil
    }
}
