internal import ProxyModel

extension Operation {
    static let formattedTokens = Operation(
        "token.formatted", .get, "/api/v1/tokens/formatted", .admin, "List all tokens as text.",
        parameters: [.format(default: "table")], answer: TokenList.answer
    ) { (call) throws(Problem) in try TokenList.result(call) }
}
