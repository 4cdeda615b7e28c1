/// Every method, and a token that is not good, get the same challenge.
struct ChallengeEverywhereCheck: DoctorCheck {
    let title = "Challenge to other requests"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard evidence[.challenge]?.status == 401 else { return nil }
        let requests = [
            (DoctorStep.challengeToGet, "GET"), (.challengeToDelete, "DELETE"),
            (.refusedToken, "POST with a dead token"),
        ]
        var problems = requests.compactMap { step, words -> DoctorProblem? in
            guard let answer = evidence[step], answer.status != 401 else { return nil }
            return DoctorProblem(
                "\(words) gets \(answer.status) in place of 401, so the client does not sign in again",
                remedy: "guard every method of the endpoint; nothing in front of proxyd may answer for it")
        }
        if let answer = evidence[.refusedToken], answer.status == 401,
            answer["www-authenticate"].flatMap(BearerChallenge.init)?["error"] != "invalid_token"
        {
            problems.append(
                DoctorProblem(
                    "a dead token is refused without error=\"invalid_token\"",
                    remedy: "let the guard's challenge through unchanged"))
        }
        return problems
    }
}
