internal import ProxyModel

extension Operation {
    static let listTokens = Operation(
        "token.list", .get, "/api/v1/tokens", .admin, "List all tokens with what they own.", answer: TokenList.answer
    ) { (call) throws(Problem) in try TokenList.result(call) }
}
