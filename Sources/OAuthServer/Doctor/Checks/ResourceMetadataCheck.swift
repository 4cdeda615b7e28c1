internal import ProxyModel

/// The metadata of the resource is where clients look, and describes the address that was typed (RFC 9728 §3.3).
struct ResourceMetadataCheck: DoctorCheck {
    let title = "Resource metadata"

    func problems(_ evidence: DoctorEvidence, _ client: DoctorClient) -> [DoctorProblem]? {
        guard evidence[.challenge]?.status == 401 else { return nil }
        var problems = [DoctorStep.announcedMetadata, .pathMetadata].flatMap { step in
            Self.problems(step, evidence, client, isNeeded: true)
        }
        problems += Self.problems(.rootMetadata, evidence, client, isNeeded: false)
        if problems.isEmpty, evidence.issuer.flatMap(DoctorTarget.init) == nil {
            problems.append(
                DoctorProblem(
                    "\(evidence.url(.pathMetadata)) names no authorization server",
                    remedy: "guard the host: proxyd proxy auth enable \(evidence.target.host) AUTH_HOST"))
        }
        return problems
    }

    private static func problems(
        _ step: DoctorStep, _ evidence: DoctorEvidence, _ client: DoctorClient, isNeeded: Bool
    ) -> [DoctorProblem] {
        let url = evidence.url(step)
        guard !url.isEmpty else { return [] }
        guard let answer = evidence[step] else {
            return [
                DoctorProblem("\(url) does not answer", remedy: "see that the name resolves and the port is open")
            ]
        }
        if !isNeeded, answer.status == 404 { return [] }
        guard answer.status == 200, let document = answer.object else {
            return [
                DoctorProblem(
                    "\(url) answers \(answer.status)\(answer.status == 200 ? " but no JSON object" : "")",
                    remedy: "leave /.well-known/ of the host to proxyd; nothing in front may block or redirect it")
            ]
        }
        let resource = document["resource"]?.stringValue ?? "nothing"
        // Other clients than those that read the root document first may be refused it for another path.
        if isNeeded, !matches(resource, evidence.target, client.resourceRule) {
            return [
                DoctorProblem(
                    "\(url) describes \(resource), and the client refuses that for \(evidence.target.url)",
                    remedy:
                        "type \(resource) into the client, or announce the other path: proxyd proxy resource set HOST PATH"
                )
            ]
        }
        return []
    }

    private static func matches(_ resource: String, _ target: DoctorTarget, _ rule: DoctorClient.ResourceRule) -> Bool {
        guard let described = DoctorTarget(resource), described.origin == target.origin else { return false }
        switch rule {
        case .exact:
            return described.path == target.path || described.path + "/" == target.path && described.path.isEmpty
        case .parent:
            let parent = ResourceURI.trimmed(described.path)
            return target.path == parent || target.path.hasPrefix(parent + "/")
        }
    }
}
