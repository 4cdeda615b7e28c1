package import ProxyModel

/// Whether one client can sign in, and why not.
package struct DoctorVerdict: Sendable {
    /// The outcome of one check.
    package struct Finding: Sendable {
        /// What was looked at.
        package let title: String
        /// nil when it could not be examined.
        package let problems: [DoctorProblem]?
    }

    /// The word that chooses the client.
    package let clientID: String
    /// As people call it.
    package let clientName: String
    /// One for each check, in the order of a sign-in.
    package let findings: [Finding]

    /// Decides about the evidence of a client.
    init(_ client: DoctorClient, _ evidence: DoctorEvidence) {
        clientID = client.id
        clientName = client.name
        findings = DoctorChecks.all.map { check in
            // Two steps that asked the same address have the same to tell.
            let problems = check.problems(evidence, client)?.reduce(into: [DoctorProblem]()) { problems, problem in
                if !problems.contains(problem) { problems.append(problem) }
            }
            return Finding(title: check.title, problems: problems)
        }
    }

    /// Whether no check found a problem.
    package var passes: Bool { findings.allSatisfy { $0.problems?.isEmpty ?? true } }

    /// The verdict for programs.
    package var json: JSONValue {
        [
            "client": .string(clientID), "name": .string(clientName), "passes": .bool(passes),
            "checks": .array(
                findings.map { finding in
                    let problems = (finding.problems ?? []).map { problem -> JSONValue in
                        ["reason": .string(problem.reason), "remedy": .string(problem.remedy)]
                    }
                    let outcome = finding.problems.map { $0.isEmpty ? "passed" : "failed" } ?? "not examined"
                    return [
                        "check": .string(finding.title), "outcome": .string(outcome), "problems": .array(problems),
                    ]
                }),
        ]
    }

    /// The verdict for people: one line when all is well, else each problem with its remedy.
    package var text: String {
        let examined = findings.count { $0.problems != nil }
        guard !passes else { return "✓ \(clientName): \(examined) checks passed" }
        let problems = findings.flatMap { finding in
            (finding.problems ?? []).map { "    \(finding.title): \($0.reason)\n      → \($0.remedy)" }
        }
        return (["✗ \(clientName)"] + problems).joined(separator: "\n")
    }
}
