/// Clients that run in browsers may ask and read (Fetch, "CORS protocol").
struct CrossOriginCheck: DoctorCheck {
    let title = "CORS"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard client.isInBrowser, evidence.failure(.challenge) == nil else { return nil }
        let preflights: [DoctorStep] = [
            .resourcePreflight, .resourceMetadataPreflight, .serverMetadataPreflight, .registrationPreflight,
            .tokenPreflight,
        ]
        var problems = preflights.compactMap { step in
            evidence[step].flatMap { answer in
                // The guard lets the preflights of its resource through: they cannot carry a token.
                let remedy =
                    step == .resourcePreflight
                    ? "let the MCP server answer OPTIONS on its endpoint (CORS middleware)"
                    : "let proxyd answer OPTIONS; neither the backend nor a firewall in front may"
                return Self.problem(answer, evidence.wantedFields(step), evidence.url(step), remedy)
            }
        }
        for step in [DoctorStep.pathMetadata, .serverMetadata, .registration, .unknownCode] {
            guard let answer = evidence[step], !answer.isReadableEverywhere else { continue }
            problems.append(
                DoctorProblem(
                    "\(evidence.url(step)) answers without Access-Control-Allow-Origin: *",
                    remedy: "let the CORS fields of proxyd through unchanged"))
        }
        return problems
    }

    private static func problem(
        _ answer: ProbeAnswer, _ wanted: [String], _ url: String, _ remedy: String
    ) -> DoctorProblem? {
        guard (200..<300).contains(answer.status), answer.isReadableEverywhere else {
            return DoctorProblem("the preflight of \(url) gets \(answer.status) without permission", remedy: remedy)
        }
        let text = (answer["access-control-allow-headers"] ?? "").lowercased()
        let allowed = text.split(separator: ",").map { $0.split(separator: " ").joined() }
        guard let missing = wanted.first(where: { !allowed.contains($0) }) else { return nil }
        return DoctorProblem("the preflight of \(url) does not allow the field \(missing)", remedy: remedy)
    }
}
