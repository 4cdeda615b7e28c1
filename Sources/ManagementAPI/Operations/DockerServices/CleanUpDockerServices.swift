internal import DockerControl
internal import ProxyModel

extension Operation {
    static let cleanUpDockerServices = Operation(
        "docker.cleanup", .post, "/api/v1/services/cleanup", .admin,
        "Remove what this installation has made at the engine of this node and belongs to no service.",
        parameters: [.flag("delete_volumes", "Remove volumes, too; what is in them is lost.")],
        answer: .object(
            "DockerCleanup",
            [
                "message": JSONSchema.text, "containers_removed": JSONSchema.integer,
                "networks_removed": JSONSchema.integer, "volumes_removed": JSONSchema.integer,
                "services_cleaned": [
                    "type": "integer", "description": "Services whose last traces were removed.",
                ],
                "ports_released": [
                    "type": "integer", "description": "Ports that listeners still had for services that are not there.",
                ], "removed": JSONSchema.objects,
            ])
    ) { (call) throws(Problem) in
        let removesVolumes = try call.query.flag("delete_volumes")
        let removed: [EngineOrphan]
        do throws(ServiceControlFailure) {
            removed = try await call.environment.containers.removeOrphans(withVolumes: removesVolumes)
        } catch {
            throw Problem(error)
        }
        let (stale, _) = try await call.environment.editor.edit { draft throws(Problem) -> [ServiceEndpoints] in
            // What labels say has no record of a service either, and belongs to whoever follows the labels.
            let stale = draft.snapshot.serviceEndpoints.values.map(\.value)
                .filter { draft.snapshot.dockerServices[$0.service] == nil && !$0.service.hasPrefix(LabelPlan.mark) }
            for endpoints in stale { draft.delete(.serviceEndpoints, endpoints.service) }
            return stale
        }
        let services = Set(removed.compactMap(\.service) + stale.map(\.service))
        func count(_ kind: EngineOrphan.Kind) -> Int { removed.count { $0.kind == kind } }
        return .object([
            "message": .string("Removed \(removed.count) things that belonged to no service."),
            "containers_removed": .integer(Int64(count(.container))),
            "networks_removed": .integer(Int64(count(.network))), "volumes_removed": .integer(Int64(count(.volume))),
            "services_cleaned": .integer(Int64(services.count)),
            "ports_released": .integer(Int64(stale.reduce(0) { $0 + $1.gates.count })),
            "removed": .array(removed.map { .object(EngineOrphanView.json($0)) }),
        ])
    }
}
