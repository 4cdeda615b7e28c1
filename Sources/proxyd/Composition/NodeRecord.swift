internal import ManagementAPI
internal import ProxyModel

/// A node's status as it is kept in Redis.
enum NodeRecord {
    static func encode(_ status: NodeStatus) -> [UInt8] {
        let value: JSONValue = [
            "v": .integer(1), "id": .string(status.id), "version": .string(status.version),
            "phase": .string(status.phase.rawValue), "revision": .integer(Int64(clamping: status.revision)),
            "workers": .integer(Int64(status.workers)), "started_at": .integer(status.startedAt),
        ]
        return value.compactBytes
    }

    /// nil for a record of another version.
    static func decode(_ bytes: [UInt8]) -> NodeStatus? {
        guard let value = try? JSONValue(parsing: bytes), case .integer(1)? = value["v"],
            let id = value["id"]?.stringValue, let version = value["version"]?.stringValue,
            let phase = value["phase"]?.stringValue.flatMap({ NodeStatus.Phase(rawValue: $0) }),
            case .integer(let revision)? = value["revision"], case .integer(let workers)? = value["workers"],
            case .integer(let startedAt)? = value["started_at"]
        else { return nil }
        return NodeStatus(
            id: id, version: version, phase: phase, revision: Revision(clamping: revision), workers: Int(workers),
            startedAt: startedAt)
    }
}
