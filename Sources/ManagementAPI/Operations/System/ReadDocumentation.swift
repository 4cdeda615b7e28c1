extension Operation {
    static let readDocumentation = Operation(
        "system.docs", .get, "/docs", .open, "Read the description of this API as a page.",
        answer: OperationAnswer(.text("text/html; charset=utf-8"))
    ) { _ in .text(DocumentationPage.all) }
}
