internal import DockerControl
internal import ProxyModel

extension Operation {
    static let readDockerServiceLogs = Operation(
        "docker.logs", .get, "/api/v1/services/{name}/logs", .token,
        "Read what a service has printed, oldest first, at most 8 MiB of it; the node of its engine answers.",
        parameters: [
            DockerServiceView.name, .number("lines", in: 1...10_000, default: 100, "Lines from the end."),
            .flag("timestamps", "Put the time before each line."),
            .text("since", "Only what was printed since then: RFC 3339, or seconds since 1970."),
        ],
        answer: .object(
            "DockerServiceLogs",
            [
                "service_name": JSONSchema.text, "logs": JSONSchema.texts, "timestamps": JSONSchema.flag,
                "last_at": ["type": ["string", "null"], "format": "date-time"],
            ])
    ) { (call) throws(Problem) in
        let service = try call.snapshot().dockerService(call.path("name"), for: call.caller).value
        let lines = try call.query.number("lines", in: 1...10_000, default: 100)
        let isTimed = try call.query.flag("timestamps")
        let since = try call.query.text("since").map { (text) throws(Problem) in try nanoseconds(text) }
        let found: [LogLine]
        do throws(ServiceControlFailure) {
            found = try await call.environment.containers.logs(service.name, lines: lines, since: since)
        } catch {
            guard error == .noContainer, !isTimed, since == nil else {
                throw await Problem.unanswered(error, service, call)
            }
            return try await last(lines, of: service, call)
        }
        let texts = found.map { line in
            isTimed ? (line.time.map { "\($0) " } ?? "") + line.text : line.text
        }
        return .object([
            "service_name": .string(service.name), "logs": .texts(texts), "timestamps": .bool(isTimed),
            "last_at": .text(found.last?.time?.description),
        ])
    }

    /// What the last container printed that ended by itself, which is told by its status without times.
    private static func last(
        _ lines: Int, of service: ContainerService, _ call: OperationCall
    ) async throws(Problem) -> OperationResult {
        let status: ServiceStatus?
        do throws(StoreFailure) {
            status = try await call.environment.containers.statuses([service.name])[service.name]
        } catch {
            throw Problem(error)
        }
        guard let status, status.updatedAt >= service.createdAt, !status.lastOutput.isEmpty else {
            throw Problem(.noContainer)
        }
        return .object([
            "service_name": .string(service.name), "logs": .texts(Array(status.lastOutput.suffix(lines))),
            "timestamps": false, "last_at": .null,
        ])
    }

    private static func nanoseconds(_ text: String) throws(Problem) -> Int64 {
        let latest = 253_402_300_799.0
        if let time = Timestamp(text), time.milliseconds >= 0 {
            return time.milliseconds.multipliedReportingOverflow(by: 1_000_000).partialValue
        }
        guard let seconds = Double(text), (0...latest).contains(seconds) else {
            throw Problem(
                .invalidContent,
                "the query parameter 'since' is a time such as 2026-01-31T12:00:00Z, or seconds since 1970")
        }
        return Int64(seconds * 1_000) &* 1_000_000
    }
}
