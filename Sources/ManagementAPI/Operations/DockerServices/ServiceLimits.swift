internal import DockerControl
internal import ProxyModel

/// The bounds of what a service may use, as the settings draw them within those of the schema.
struct ServiceLimits {
    private let bounds: [String: String]

    /// Makes them of a policy.
    init(_ policy: ServicePolicy) {
        let most = ValueSchema.memorySize.encode(min(policy.memoryBytes, 1 << 50), .request).stringValue ?? ""
        bounds = [
            "/memory_limit": "6m to \(most) is allowed (setting DOCKER_MEMORY_MAX)",
            "/cpu_limit": "0.01 to \(min(policy.cpus, 32)) is allowed (setting DOCKER_CPU_MAX)",
            "/pids_limit": "1 to \(min(policy.processes, 32_768)) is allowed (setting DOCKER_PIDS_MAX)",
        ]
    }

    /// A refusal of the schema that names these bounds instead of its own.
    func told(_ problem: Problem) -> Problem {
        guard problem.issues.contains(where: { bounds[$0.pointer] != nil }) else { return problem }
        return Problem(SchemaProblem(problem.issues.map(told)))
    }

    private func told(_ issue: SchemaIssue) -> SchemaIssue {
        let end = " is allowed, not "
        let parts = issue.detail.split(separator: end, maxSplits: 1)
        guard let bounds = bounds[issue.pointer], parts.count == 2 else { return issue }
        return SchemaIssue(pointer: issue.pointer, detail: "\(bounds), not \(parts[1])")
    }
}
