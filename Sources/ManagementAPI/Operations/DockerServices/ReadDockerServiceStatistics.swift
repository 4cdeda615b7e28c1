internal import DockerControl
internal import ProxyModel

extension Operation {
    static let readDockerServiceStatistics = Operation(
        "docker.stats", .get, "/api/v1/services/{name}/stats", .token,
        "Tell what the container of a service uses; the node of its engine answers.",
        parameters: [DockerServiceView.name],
        answer: .object(
            "DockerServiceStatistics",
            [
                "service_name": JSONSchema.text,
                "cpu_usage": ["type": "number", "description": "Percent of one processor: 200 is two busy ones."],
                "memory_usage": bytes, "memory_limit": bytes,
                "memory_percentage": ["type": "number"], "network_rx_bytes": bytes, "network_tx_bytes": bytes,
                "block_read_bytes": bytes, "block_write_bytes": bytes, "pids": JSONSchema.integer,
            ])
    ) { (call) throws(Problem) in
        let service = try call.snapshot().dockerService(call.path("name"), for: call.caller).value
        let (earlier, now): (ContainerStatistics, ContainerStatistics)
        do throws(ServiceControlFailure) {
            let containers = call.environment.containers
            earlier = try await containers.statistics(service.name)
            // The engine knows sums: a share is what came between two looks.
            try? await Task.sleep(for: .milliseconds(500))
            now = try await containers.statistics(service.name)
        } catch {
            throw await Problem.unanswered(error, service, call)
        }
        let share = now.memoryLimitBytes == 0 ? 0 : Double(now.memoryBytes) / Double(now.memoryLimitBytes) * 100
        return .object([
            "service_name": .string(service.name),
            "cpu_usage": .number(hundredths(now.processorPercent(since: earlier))),
            "memory_usage": count(now.memoryBytes), "memory_limit": count(now.memoryLimitBytes),
            "memory_percentage": .number(hundredths(share)), "network_rx_bytes": count(now.receivedBytes),
            "network_tx_bytes": count(now.sentBytes), "block_read_bytes": count(now.readBytes),
            "block_write_bytes": count(now.writtenBytes), "pids": count(now.processes),
        ])
    }

    private static let bytes: JSONValue = ["type": "integer", "description": "Bytes."]

    private static func count(_ value: UInt64) -> JSONValue { .integer(Int64(clamping: value)) }

    private static func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
