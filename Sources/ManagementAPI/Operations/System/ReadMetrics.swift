internal import DockerControl
internal import ProxyModel

extension Operation {
    /// At the path that Prometheus asks by default; it sends the token with `authorization: credentials`.
    static let readMetrics = Operation(
        "system.metrics", .get, "/metrics", .admin,
        "Read how certificates and services in containers are, in Prometheus' text format.",
        answer: OperationAnswer(.text(PrometheusText.contentType))
    ) { (call) throws(Problem) in
        var metrics = PrometheusText()
        CertificateMetrics.write(
            call.environment.certificateExpiries, failing: await call.environment.issuances?.failing(), now: call.now,
            to: &metrics)
        let environment = call.environment
        let services = (try? call.snapshot().dockerServices.keys.sorted()) ?? []
        let engine = await environment.containers.engine()
        ServiceMetrics.write(
            engine,
            statuses: ((try? await environment.containers.statuses(services)) ?? [:]).values,
            services: services.count, done: environment.engineCounters.done,
            failed: environment.engineCounters.failed, to: &metrics)
        if engine != .off { PortMetrics.write(await environment.portCounts(), to: &metrics) }
        return .text(Array(metrics.text.utf8))
    }
}
