internal import ProxyModel

/// Clients look for the metadata at several places: each has the same document or none.
struct MetadataFormsCheck: DoctorCheck {
    let title = "Metadata at other locations"

    private static let openIDMembers = [
        "jwks_uri", "subject_types_supported", "id_token_signing_alg_values_supported",
    ]

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard let document = evidence.serverMetadata else { return nil }
        let steps = [
            DoctorStep.serverMetadata, .openIDMetadata, .openIDMetadataBelow, .metadataBesideResource,
        ]
        return steps.compactMap { step in
            guard let answer = evidence[step] else { return nil }
            return Self.problem(answer, evidence.url(step), document, isOpenID: evidence.isOpenID(step))
        }
    }

    private static func problem(
        _ answer: ProbeAnswer, _ url: String, _ document: JSONObject, isOpenID: Bool
    ) -> DoctorProblem? {
        switch answer.status {
        case 200:
            guard let object = answer.object else {
                return DoctorProblem(
                    "\(url) answers 200 without JSON, where clients stop", remedy: "answer 404 there, not a page")
            }
            if isOpenID, let missing = openIDMembers.first(where: { object[$0] == nil }) {
                return DoctorProblem(
                    "\(url) answers 200 without \(missing), where strict clients stop",
                    remedy: "answer 404 there, or a complete OpenID document")
            }
            guard object["issuer"] == document["issuer"] else {
                return DoctorProblem(
                    "\(url) names another issuer than the other locations", remedy: "serve the same document everywhere"
                )
            }
            guard isOpenID || JSONValue.object(object) == .object(document) else {
                return DoctorProblem(
                    "\(url) has another document than the other locations", remedy: "serve the same document everywhere"
                )
            }
            return nil
        case 300..<400:
            return DoctorProblem(
                "\(url) redirects to \(answer["location"] ?? "nowhere"), which strict clients do not follow",
                remedy: "serve metadata without redirects")
        case 500...:
            return DoctorProblem(
                "\(url) answers \(answer.status), where clients stop", remedy: "see the log of proxyd for the reason")
        default: return nil
        }
    }
}

extension DoctorEvidence {
    /// Whether a step asks for the document of OpenID Connect Discovery.
    fileprivate func isOpenID(_ step: DoctorStep) -> Bool { step == .openIDMetadata || step == .openIDMetadataBelow }
}
