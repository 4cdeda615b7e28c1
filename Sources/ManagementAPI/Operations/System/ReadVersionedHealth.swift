extension Operation {
    static let readVersionedHealth = Operation(
        "system.health", .get, "/api/v1/health", .open,
        "Tell how the node is; 503 only when it cannot serve traffic.", answer: HealthView.answer
    ) { call in await HealthView.result(call) }
}
