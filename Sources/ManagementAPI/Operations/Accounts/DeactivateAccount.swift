internal import ACME
internal import ProxyModel

extension Operation {
    static let deactivateAccount = Operation(
        "cert.account.deactivate", .post, "/api/v1/acme/accounts/{account_id}/deactivate", .admin,
        "End an account at an authority for good; the next order makes another one.",
        parameters: [
            AccountView.id, .flag("force", "End it although certificates are obtained by it."),
        ], answer: AccountView.answer
    ) { (call) throws(Problem) in
        let force = try call.query.flag("force")
        let users = try certificates(of: try AccountView.find(call), call)
        guard force || users.isEmpty else {
            throw Problem(
                .conflict, "certificates are obtained by the account; repeat with force=true",
                members: ["certificates": .texts(users)])
        }
        return try await AccountView.change(call) { authorities, id, issuer in
            try await authorities.deactivate(id, at: issuer)
        }
    }

    /// The certificates that would be renewed by an account.
    private static func certificates(
        of account: AuthorityAccount, _ call: OperationCall
    ) throws(Problem) -> [String] {
        let snapshot = try call.snapshot()
        let settings = try call.issuances().settings
        return snapshot.certificateIntents.values.map(\.value).filter { intent in
            guard (intent.email ?? settings.email) == account.email else { return false }
            let issuers = try? IssuerList.resolve(intent, settings: settings, sealer: call.environment.sealer) {
                snapshot.certificateIssuers[$0]?.value
            }
            return issuers?.contains { $0.directoryURL == account.directoryURL } ?? false
        }.map(\.name).sorted()
    }
}
