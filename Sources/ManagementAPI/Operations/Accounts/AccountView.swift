internal import ACME
internal import ProxyModel

/// How accounts at authorities are shown, and found: without their keys.
enum AccountView {
    static let id = OperationParameter.path("account_id", "Identifier of the account, as the list gives it.")
    static let columns = ["account_id", "issuer", "email", "status", "url", "key_changed_at"]

    private static let nullableTime: JSONValue = ["type": ["string", "null"], "format": "date-time"]
    private static let members: KeyValuePairs<String, JSONValue> = [
        "account_id": JSONSchema.text, "issuer": JSONSchema.text, "directory_url": JSONSchema.text,
        "email": JSONSchema.nullableText, "contacts": JSONSchema.texts,
        "status": ["type": "string", "enum": ["unregistered", "valid", "deactivated", "unreadable"]],
        "url": JSONSchema.nullableText, "key_thumbprint": JSONSchema.text, "key_change_pending": JSONSchema.flag,
        "key_changed_at": nullableTime, "deactivated_at": nullableTime,
    ]

    static let answer = OperationAnswer.object("AuthorityAccount", members)
    static let list = OperationAnswer.list("accounts", "AuthorityAccount", members, columns: columns)

    static func json(_ account: AuthorityAccount, _ snapshot: ConfigurationSnapshot) -> JSONObject {
        let status =
            if !account.isReadable {
                "unreadable"
            } else {
                account.deactivatedAt != nil ? "deactivated" : account.url == nil ? "unregistered" : "valid"
            }
        return [
            "account_id": .string(account.id), "issuer": .string(snapshot.issuer(at: account.directoryURL).name),
            "directory_url": .string(account.directoryURL), "email": .text(account.email),
            "contacts": .texts(account.contacts), "status": .string(status), "url": .text(account.url),
            "key_thumbprint": .string(account.thumbprint), "key_change_pending": .bool(account.isKeyChangePending),
            "key_changed_at": account.keyChangedAt.map { .time($0) } ?? .null,
            "deactivated_at": account.deactivatedAt.map { .time($0) } ?? .null,
        ]
    }

    /// Does something with the account in the path and shows what it is then.
    static func change(
        _ call: OperationCall,
        _ change: (AccountAuthorities, String, Issuer) async throws -> AuthorityAccount
    ) async throws(Problem) -> OperationResult {
        let authorities = try call.authorities()
        let account = try find(call)
        let snapshot = try call.snapshot()
        do {
            let changed = try await change(authorities, account.id, snapshot.issuer(at: account.directoryURL))
            return .object(json(changed, snapshot))
        } catch {
            throw Problem(authority: error)
        }
    }

    /// The account in the path.
    static func find(_ call: OperationCall) throws(Problem) -> AuthorityAccount {
        let authorities = try call.authorities()
        let found: AuthorityAccount?
        do { found = try authorities.account(call.path("account_id")) } catch { throw Problem(authority: error) }
        guard let found else { throw Problem(.notFound, "there is no account '\(call.path("account_id"))'") }
        return found
    }
}

extension OperationCall {
    /// The accounts at authorities; a 503 on a node that asks none.
    func authorities() throws(Problem) -> AccountAuthorities {
        guard let authorities = try issuances().authorities else {
            throw Problem(.storeUnavailable, "authorities are not asked on this node")
        }
        return authorities
    }
}
