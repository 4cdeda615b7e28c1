internal import ProxyModel

/// The health of a node as monitoring tools read it; the order of members is part of the contract.
enum HealthView {
    static let answer = OperationAnswer.object(
        "Health",
        [
            "status": ["type": "string", "enum": ["healthy", "degraded", "unhealthy"]],
            "components": ["type": "object", "additionalProperties": ["type": "object"]],
            "timestamp": JSONSchema.time, "scheduler": JSONSchema.flag, "redis": JSONSchema.text,
            "certificates_loaded": JSONSchema.integer, "https_enabled": JSONSchema.flag,
            "orphaned_resources": JSONSchema.integer,
        ])

    static func result(_ call: OperationCall) async -> OperationResult {
        let report = await call.environment.health.report()
        let snapshot = try? call.snapshot()
        let orphans = snapshot.map { call.environment.orphans.count($0, call.environment) } ?? 0
        let object = json(report, orphans: orphans, call)
        return report.canServe ? .object(object) : .status(503, object)
    }

    private static func json(_ report: HealthReport, orphans: Int, _ call: OperationCall) -> JSONObject {
        let components = report.components.map {
            JSONObject.Member(name: $0.name, value: .object(component($0, call.caller)))
        }
        let store = report.components.first { $0.name == "database" }?.status ?? .healthy
        return [
            "status": .string(report.status.rawValue), "components": .object(JSONObject(members: components)),
            "timestamp": .time(call.now), "scheduler": .bool(report.isSchedulerRunning),
            "redis": store == .healthy ? "healthy" : "unhealthy",
            "certificates_loaded": .integer(Int64(report.certificatesLoaded)),
            "https_enabled": .bool(report.isHTTPSEnabled),
            "orphaned_resources": .integer(Int64(orphans)),
        ]
    }

    private static func component(_ component: HealthReport.Component, _ caller: Caller) -> JSONObject {
        var object: JSONObject = ["status": .string(component.status.rawValue)]
        if let time = component.responseTimeMS {
            object.append("response_time_ms", .number((time * 1000).rounded() / 1000))
        }
        if let version = component.version { object.append("version", .string(version)) }
        let detail = (caller.isAdmin ? component.adminDetail : nil) ?? component.detail
        if let detail { object.append("detail", .string(detail)) }
        return object
    }
}
