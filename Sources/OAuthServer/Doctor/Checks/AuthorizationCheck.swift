/// A good request leads to the sign-in.
struct AuthorizationCheck: DoctorCheck {
    let title = "Authorization"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard !evidence.url(.authorization).isEmpty else { return nil }
        guard let answer = evidence[.authorization] else {
            return [DoctorProblem("the authorization endpoint does not answer", remedy: "see the log of proxyd")]
        }
        let location = answer["location"] ?? ""
        let error = RedirectParameters(location)["error"]
        guard answer.status < 400, error == nil else {
            return [
                DoctorProblem(
                    "a good request is answered with \(answer.status)\(error.map { " and error=" + $0 } ?? "")",
                    remedy: "see what was refused: proxyd oauth trace")
            ]
        }
        return []
    }
}
