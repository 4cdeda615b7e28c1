internal import ProxyModel

extension Operation {
    static let listDockerServices = Operation(
        "docker.list", .get, "/api/v1/services", .token, "List the caller's services in containers.",
        parameters: [.flag("owned_only", "Only those that the caller itself created, also for the admin.")],
        answer: DockerServiceView.list
    ) { (call) throws(Problem) in
        let snapshot = try call.snapshot()
        let isOwnedOnly = try call.query.flag("owned_only")
        let owned = snapshot.dockerServices.values
            .filter { call.caller.owns($0.value.owner) && (!isOwnedOnly || $0.value.owner == call.caller.ownerName) }
            .sorted { $0.value.name < $1.value.name }
        // What became of them has no revision: a tag would hide it.
        let page = try Page(call.query, total: owned.count).range
        let elements = try await DockerServiceState.all(Array(owned[page]), call).map { DockerServiceView.json($0) }
        return .list(count: owned.count, members: ["total": .integer(Int64(owned.count))]) {
            $0 == page ? elements : []
        }
    }
}
