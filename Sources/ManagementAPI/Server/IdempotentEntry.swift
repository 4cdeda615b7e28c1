internal import ProxyModel

/// What is kept under an `Idempotency-Key`: which request it was, and its answer once there is one.
struct IdempotentEntry {
    /// Digest of the request.
    let digest: String
    let answer: RenderedAnswer?

    var bytes: [UInt8] {
        var object: JSONObject = ["v": 1, "digest": .string(digest)]
        if let answer {
            let headers = answer.headers.map { JSONValue.array([.string($0.name), .string($0.value)]) }
            object.append("status", .integer(Int64(answer.status)))
            object.append("headers", .array(headers))
            object.append("body", .string(Base64URL.encode(answer.body)))
        }
        return JSONValue.object(object).compactBytes
    }

    init(digest: String, answer: RenderedAnswer?) {
        self.digest = digest
        self.answer = answer
    }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), value["v"]?.integerValue == 1,
            let digest = value["digest"]?.stringValue
        else { return nil }
        self.digest = digest
        guard let status = value["status"]?.integerValue.flatMap({ Int(exactly: $0) }),
            let headers = value["headers"]?.arrayValue, let body = value["body"]?.stringValue,
            let content = Base64URL.decode(body)
        else {
            answer = nil
            return
        }
        var kept = RenderedAnswer(status: status, contentType: "", body: content)
        kept.headers = headers.compactMap { pair in
            guard let pair = pair.arrayValue, pair.count == 2, let name = pair[0].stringValue,
                let value = pair[1].stringValue
            else { return nil }
            return (name, value)
        }
        answer = kept
    }
}
