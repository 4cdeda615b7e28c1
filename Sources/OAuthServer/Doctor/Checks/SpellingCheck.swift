/// The endpoint answers with and without a slash at its end, without a redirect.
struct SpellingCheck: DoctorCheck {
    let title = "Trailing slash"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard let answer = evidence[.otherSpelling], evidence[.challenge]?.status == 401 else { return nil }
        guard answer.isRedirect else { return [] }
        return [
            DoctorProblem(
                "\(evidence.target.otherSpelling) redirects to \(answer["location"] ?? "nowhere"), where clients lose their token",
                remedy: "serve both spellings; a rule in front of proxyd redirects")
        ]
    }
}
