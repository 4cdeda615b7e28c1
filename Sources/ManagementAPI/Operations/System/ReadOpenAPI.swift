extension Operation {
    static let readOpenAPI = Operation(
        "system.openapi", .get, "/openapi.json", .open, "Read the description of this API (OpenAPI 3.1).",
        answer: OperationAnswer(.text("application/json"))
    ) { _ in .text(OpenAPIDocument.all) }
}
