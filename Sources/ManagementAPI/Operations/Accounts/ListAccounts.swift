internal import ACME
internal import ProxyModel

extension Operation {
    static let listAccounts = Operation(
        "cert.account.list", .get, "/api/v1/acme/accounts", .admin,
        "List the accounts that this installation has at authorities; their keys are never shown.",
        parameters: [.text("issuer", "Only those at the issuer of that name or directory.")], answer: AccountView.list
    ) { (call) throws(Problem) in
        let issuer = call.query.text("issuer")
        let snapshot = try call.snapshot()
        let authorities = try call.authorities()
        let accounts: [AuthorityAccount]
        do { accounts = try authorities.accounts() } catch { throw Problem(authority: error) }
        let shown = accounts.filter { account in
            issuer == nil || issuer == account.directoryURL || issuer == snapshot.issuer(at: account.directoryURL).name
        }
        return .list(shown.map { AccountView.json($0, snapshot) }, revision: snapshot.revision)
    }
}
