internal import ProxyModel

extension ServiceStatus {
    /// As the store keeps it.
    var storedJSON: [UInt8] {
        var document: JSONObject = [
            "service": .string(service), "engine": .string(engine), "node": .string(node),
            "phase": .string(phase.rawValue), "health": .string(health), "restarts": .integer(Int64(restarts)),
            "drift": .array(drift.map { .string($0) }), "last_output": .array(lastOutput.map { .string($0) }),
            "updated_at": .integer(updatedAt),
        ]
        document["generation"] = generation.map { .integer($0) }
        document["container_id"] = containerID.map { .string($0) }
        document["container_name"] = containerName.map { .string($0) }
        document["image_id"] = imageID.map { .string($0) }
        document["address"] = address.map { .string($0) }
        document["started_at"] = startedAt.map { .integer($0) }
        document["exit_code"] = exitCode.map { .integer(Int64($0)) }
        document["failure"] = failure.map { .object($0.document) }
        document["progress"] = progress.map { .object($0.document) }
        return JSONValue.object(document).compactBytes
    }

    /// Reads what the store keeps; nil when it cannot be understood.
    init?(storedJSON bytes: [UInt8]) {
        guard let document = try? JSONValue(parsing: bytes, maximumBytes: 1 << 20),
            let service = document.wording("service"), let phase = ServicePhase(rawValue: document.text("phase"))
        else { return nil }
        self.init(
            service: service, engine: document.text("engine"), node: document.text("node"), phase: phase,
            updatedAt: document["updated_at"]?.integerValue ?? 0)
        generation = document["generation"]?.integerValue
        containerID = document.wording("container_id")
        containerName = document.wording("container_name")
        imageID = document.wording("image_id")
        health = document.wording("health") ?? "none"
        address = document.wording("address")
        startedAt = document["started_at"]?.integerValue
        exitCode = document.number("exit_code")
        restarts = document.number("restarts") ?? 0
        drift = document.texts("drift")
        failure = document["failure"].flatMap(Failure.init)
        lastOutput = document.texts("last_output")
        progress = document["progress"].map {
            Progress(percent: $0.number("percent"), text: $0.text("text"))
        }
    }
}

extension ServiceStatus.Failure {
    fileprivate var document: JSONObject {
        var document: JSONObject = ["code": .string(code), "message": .string(message), "at": .integer(at)]
        document["retry_at"] = retryAt.map { .integer($0) }
        return document
    }

    fileprivate init?(_ document: JSONValue) {
        guard let code = document.wording("code") else { return nil }
        self.init(
            code: code, message: document.text("message"), at: document["at"]?.integerValue ?? 0,
            retryAt: document["retry_at"]?.integerValue)
    }
}

extension ServiceStatus.Progress {
    fileprivate var document: JSONObject {
        var document: JSONObject = ["text": .string(text)]
        document["percent"] = percent.map { .integer(Int64($0)) }
        return document
    }
}
