internal import Egress
internal import ProxyModel

/// A document as it was fetched.
struct PublicDocument: Sendable {
    let value: JSONValue
    /// Milliseconds since 1970.
    let fetchedAt: Int64
    /// Milliseconds since 1970.
    var freshUntil: Int64

    /// Takes an answer as a document, if it is one that may be used.
    static func read(
        _ response: FetchResponse, at now: Int64, check: PublicDocuments.Check
    ) -> Result<PublicDocument, PublicDocuments.Failure> {
        func failure(
            _ reason: String, isTemporary: Bool = false
        ) -> Result<PublicDocument, PublicDocuments.Failure> {
            .failure(PublicDocuments.Failure(reason: reason, retryAfter: 10, isTemporary: isTemporary))
        }
        guard response.status == 200 else {
            return failure(
                "the document's server answers \(response.status) instead of 200",
                isTemporary: response.status >= 500 || response.status == 429)
        }
        let type = (response["content-type"] ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
            return failure("the document's server does not send it as application/json")
        }
        guard let value = try? JSONValue(parsing: response.body, maximumDepth: 10), value.objectValue != nil else {
            return failure("the document is not a JSON object")
        }
        if let reason = check(value) { return failure(reason) }
        let lifetime = CacheLifetime.milliseconds(cacheControl: response["cache-control"])
        return .success(PublicDocument(value: value, fetchedAt: now, freshUntil: now + lifetime))
    }

    private init(value: JSONValue, fetchedAt: Int64, freshUntil: Int64) {
        self.value = value
        self.fetchedAt = fetchedAt
        self.freshUntil = freshUntil
    }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), json["v"] == 1, let value = json["document"],
            let fetchedAt = json["at"]?.integerValue, let freshUntil = json["fresh"]?.integerValue
        else { return nil }
        self.init(value: value, fetchedAt: fetchedAt, freshUntil: freshUntil)
    }

    /// The document as the store keeps it.
    var bytes: [UInt8] {
        let json: JSONValue = [
            "v": 1, "document": value, "at": .integer(fetchedAt), "fresh": .integer(freshUntil),
        ]
        return json.compactBytes
    }
}
