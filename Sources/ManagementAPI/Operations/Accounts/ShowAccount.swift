internal import ProxyModel

extension Operation {
    static let showAccount = Operation(
        "cert.account.show", .get, "/api/v1/acme/accounts/{account_id}", .admin,
        "Show an account at an authority; its key is never shown.", parameters: [AccountView.id],
        answer: AccountView.answer
    ) { (call) throws(Problem) in
        .object(AccountView.json(try AccountView.find(call), try call.snapshot()))
    }
}
