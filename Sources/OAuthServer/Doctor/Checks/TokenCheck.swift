internal import ProxyModel

/// The token endpoint knows the client that registered, and refuses a code that nobody issued (RFC 6749 §5.2).
struct TokenCheck: DoctorCheck {
    let title = "Token endpoint"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard !evidence.url(.unknownCode).isEmpty else { return nil }
        guard let answer = evidence[.unknownCode] else {
            return [DoctorProblem("the token endpoint does not answer", remedy: "see the log of proxyd")]
        }
        let error = answer.object?["error"]?.stringValue
        guard answer.status == 400, error == "invalid_grant" else {
            return [
                DoctorProblem(
                    "an unknown code is answered with \(answer.status) \(error ?? "without JSON"), not 400 invalid_grant",
                    remedy: answer.status == 429
                        ? "wait a minute and try again" : "see what was refused: proxyd oauth trace")
            ]
        }
        guard answer["cache-control"]?.lowercased().contains("no-store") == true else {
            return [
                DoctorProblem(
                    "answers of the token endpoint may be cached",
                    remedy: "let Cache-Control of proxyd through unchanged")
            ]
        }
        return []
    }
}
