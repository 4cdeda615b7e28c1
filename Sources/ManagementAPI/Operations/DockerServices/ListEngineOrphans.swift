internal import DockerControl
internal import ProxyModel

extension Operation {
    static let listEngineOrphans = Operation(
        "docker.orphans", .get, "/api/v1/services/orphans", .admin,
        "List what this installation has made at the engine of this node and belongs to no service.",
        answer: .list(
            "orphans", "EngineOrphan", EngineOrphanView.definitions,
            columns: ["kind", "name", "service_name", "adoptable"])
    ) { (call) throws(Problem) in
        let orphans: [EngineOrphan]
        do throws(ServiceControlFailure) {
            orphans = try await call.environment.containers.orphans()
        } catch {
            throw Problem(error)
        }
        return .list(orphans.map { EngineOrphanView.json($0) }, members: ["total": .integer(Int64(orphans.count))])
    }
}
