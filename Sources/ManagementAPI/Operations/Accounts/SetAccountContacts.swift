internal import ACME
internal import ProxyModel

extension Operation {
    static let setAccountContacts = Operation(
        "cert.account.contacts", .put, "/api/v1/acme/accounts/{account_id}/contacts", .admin,
        "Tell an authority whom it may write to; certificates go on asking by the account's e-mail.",
        parameters: [AccountView.id], takes: AccountContacts.schema, answer: AccountView.answer
    ) { (input, call) throws(Problem) in
        try await AccountView.change(call) { authorities, id, issuer in
            try await authorities.setContacts(input.contacts.map { "mailto:" + $0 }, of: id, at: issuer)
        }
    }
}

/// The body that changes whom an authority may write to.
struct AccountContacts: Sendable {
    var contacts: [String]

    static let schema = ObjectSchema<AccountContacts>(
        "AccountContacts", blank: { AccountContacts(contacts: []) },
        fields: [
            Field(
                "contacts", .required, \.contacts, .list(.emailAddress, limit: 10),
                "E-mail addresses; an empty list leaves none.")
        ])
}
