internal import ProxyModel

/// An account as all nodes keep it: the key first, the address once the authority has given one.
///
/// A key that is to follow is kept beside the one in force before the authority hears of it, so that a node that ends in
/// between loses neither. The type has no description: it holds the account's keys.
struct StoredAccount {
    var directoryURL: String
    var email: String?
    var key: AccountKey
    /// The key that the authority was, or is about to be, asked to take in place of `key`; nil = none.
    var pendingKey: AccountKey?
    /// nil = the authority was not asked yet.
    var url: String?
    /// URIs, as the authority has them; nil = those that the account is made with.
    var ownContacts: [String]?
    /// When the key followed another one, in milliseconds since 1970; nil = it is the first.
    var keyChangedAt: Int64?
    /// When it was ended, in milliseconds since 1970, so that the next use makes another one; nil = it is in use.
    var deactivatedAt: Int64?

    init(directoryURL: String, email: String?) {
        self.directoryURL = directoryURL
        self.email = email
        key = AccountKey()
    }

    /// Reads what `bytes` gave; nil when it is something else.
    init?(bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), json["v"] == 1,
            let directoryURL = json["directory"]?.stringValue, let pem = json["key"]?.stringValue,
            let key = try? AccountKey(pem: pem)
        else { return nil }
        self.directoryURL = directoryURL
        email = json["email"]?.stringValue
        self.key = key
        if let pending = json["pending_key"]?.stringValue {
            guard let key = try? AccountKey(pem: pending) else { return nil }
            pendingKey = key
        }
        url = json["url"]?.stringValue
        ownContacts = json["contacts"]?.arrayValue?.compactMap(\.stringValue)
        keyChangedAt = json["key_changed_at"]?.integerValue
        deactivatedAt = json["deactivated_at"]?.integerValue
    }

    var bytes: [UInt8] {
        var object: JSONObject = ["v": 1, "directory": .string(directoryURL), "key": .string(key.pem)]
        if let pendingKey { object.append("pending_key", .string(pendingKey.pem)) }
        if let email { object.append("email", .string(email)) }
        if let url { object.append("url", .string(url)) }
        if let ownContacts { object.append("contacts", .array(ownContacts.map(JSONValue.string))) }
        if let keyChangedAt { object.append("key_changed_at", .integer(keyChangedAt)) }
        if let deactivatedAt { object.append("deactivated_at", .integer(deactivatedAt)) }
        return JSONValue.object(object).compactBytes
    }

    /// The contacts that a new account is made with, or was given since (RFC 8555 §7.3).
    var contacts: [String] { ownContacts ?? email.map { ["mailto:" + $0] } ?? [] }

    /// What speaks for it; nil = the authority does not know it yet.
    var reference: AccountReference? { url.map { AccountReference(url: $0, key: key) } }

    /// What names of secrets of accounts begin with.
    static let secretPrefix = "acme-account:"

    /// The name of its secret: one for each directory and contact.
    static func secretName(_ directoryURL: String, _ email: String?) -> String {
        secretPrefix + IntentDigest.digest([directoryURL, email ?? ""])
    }
}
