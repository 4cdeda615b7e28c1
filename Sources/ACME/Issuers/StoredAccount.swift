internal import ProxyModel

/// An account as all nodes keep it: the key first, the address once the authority has given one.
///
/// The type has no description: it holds the account's key.
struct StoredAccount {
    var directoryURL: String
    var email: String?
    var key: AccountKey
    var url: String?

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
        url = json["url"]?.stringValue
    }

    var bytes: [UInt8] {
        var object: JSONObject = ["v": 1, "directory": .string(directoryURL), "key": .string(key.pem)]
        if let email { object.append("email", .string(email)) }
        if let url { object.append("url", .string(url)) }
        return JSONValue.object(object).compactBytes
    }

    /// The contacts that a new account is made with (RFC 8555 §7.3).
    var contacts: [String] { email.map { ["mailto:" + $0] } ?? [] }

    /// The name of its secret: one for each directory and contact.
    static func secretName(_ directoryURL: String, _ email: String?) -> String {
        "acme-account:" + IntentDigest.digest([directoryURL, email ?? ""])
    }
}
