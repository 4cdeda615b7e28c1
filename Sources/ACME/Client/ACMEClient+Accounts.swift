internal import ProxyModel

extension ACMEClient {
    /// Finds the account of a key or makes it, and agrees to the terms (RFC 8555 §7.3, §7.3.1).
    ///
    /// The contacts (`mailto:` and an address) and the binding are those of a new account; one that exists keeps its own.
    package func account(
        key: AccountKey, contacts: [String], externalAccount: ExternalAccount? = nil
    ) async throws(ACMEFailure) -> AccountReference {
        try await register(key) { url in
            var account: JSONObject = ["termsOfServiceAgreed": true]
            if !contacts.isEmpty { account.append("contact", .array(contacts.map(JSONValue.string))) }
            if let externalAccount {
                account.append(
                    "externalAccountBinding", FlattenedJWS.binding(key.jwk, to: url, by: externalAccount))
            }
            return account
        }
    }

    /// Finds the account of a key; the problem `accountDoesNotExist` when there is none.
    package func existingAccount(key: AccountKey) async throws(ACMEFailure) -> AccountReference {
        try await register(key) { _ in ["onlyReturnExisting": true] }
    }

    /// Where the orders of an account are listed (RFC 8555 §7.1.2.1); nil where the authority does not list them.
    func ordersURL(of account: AccountReference) async throws(ACMEFailure) -> String? {
        let answer = try await post(
            { _ in ["onlyReturnExisting": true] }, to: \.newAccount, from: .key, signer: account.key,
            repetition: .reads)
        return try answer.json()["orders"]?.stringValue
    }

    /// Sets the contacts of an account (RFC 8555 §7.3.2).
    package func updateContacts(_ contacts: [String], as account: AccountReference) async throws(ACMEFailure) {
        _ = try await post(["contact": .array(contacts.map(JSONValue.string))], to: account.url, as: account)
    }

    /// Changes the key of an account, signed by both (RFC 8555 §7.3.5).
    ///
    /// After a failure without an answer either key may be the account's: `existingAccount` tells.
    package func changeKey(
        to key: AccountKey, as account: AccountReference
    ) async throws(ACMEFailure) -> AccountReference {
        _ = try await post(
            { url throws(ACMEFailure) in
                let change: JSONValue = ["account": .string(account.url), "oldKey": .object(account.key.jwk)]
                do {
                    return try FlattenedJWS.make(change, to: url, from: .key, nonce: nil, signer: key)
                } catch {
                    throw .protocolViolation("\(error)")
                }
            }, to: \.keyChange, from: .account(account.url), signer: account.key, repetition: .never)
        return AccountReference(url: account.url, key: key)
    }

    /// Ends an account for good (RFC 8555 §7.3.6).
    package func deactivate(_ account: AccountReference) async throws(ACMEFailure) {
        _ = try await post(["status": "deactivated"], to: account.url, as: account)
    }

    private func register(
        _ key: AccountKey, _ account: (String) -> JSONObject
    ) async throws(ACMEFailure) -> AccountReference {
        // The same request again finds the account that the first one made.
        let answer = try await post(
            { url in .object(account(url)) }, to: \.newAccount, from: .key, signer: key, repetition: .reads)
        let json = try answer.json()
        guard let url = answer.location else { throw .protocolViolation("an account has no address") }
        guard json["status"]?.stringValue ?? "valid" == "valid" else {
            throw .problem(ACMEProblem(.unauthorized, detail: "the account is not valid any more"))
        }
        return AccountReference(url: url, key: key)
    }
}
