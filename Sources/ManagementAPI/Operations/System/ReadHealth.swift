extension Operation {
    static let readHealth = Operation(
        "health", .get, "/health", .open, "Tell how the node is; 503 only when it cannot serve traffic.",
        answer: HealthView.answer
    ) { call in await HealthView.result(call) }
}
