internal import ACME
internal import ProxyModel

extension Operation {
    static let rollAccountKey = Operation(
        "cert.account.roll-key", .post, "/api/v1/acme/accounts/{account_id}/roll-key", .admin,
        "Put a new key in the place of an account's, at the authority and on all nodes.", parameters: [AccountView.id],
        answer: AccountView.answer
    ) { (call) throws(Problem) in
        try await AccountView.change(call) { authorities, id, issuer in
            try await authorities.changeKey(of: id, at: issuer)
        }
    }
}
