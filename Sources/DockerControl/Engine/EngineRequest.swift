internal import Egress
internal import ProxyModel

/// One call of the engine's API.
struct EngineRequest {
    var method: String
    /// The parts of the path behind the version, not encoded.
    var path: [String]
    /// Names and values, not encoded.
    var query: [(name: String, value: String)] = []
    var body: JSONValue?
    var headers: [FetchField] = []
    /// Until the whole answer is there, for streams until its head is; nil = as every call of the client.
    var deadline: Duration?

    /// Most bytes of the answer.
    var maxAnswerBytes = 16 << 20

    init(_ method: String, _ path: String...) {
        self.method = method
        self.path = path
    }

    /// Filters as the API wants them: a name with all its values.
    static func filters(_ filters: [(String, [String])]) -> (name: String, value: String) {
        var object = JSONObject()
        for (name, values) in filters where !values.isEmpty {
            object[name] = .array(values.map { .string($0) })
        }
        return ("filters", JSONValue.object(object).compactText)
    }

    /// A moment as the API wants it, in seconds; the last `digits` of the number are its fraction.
    static func since(_ moment: Int64, digits: Int) -> (name: String, value: String) {
        let text = String(max(0, moment))
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.utf8.count)) + text
        return ("since", "\(padded.dropLast(digits)).\(padded.suffix(digits))")
    }

    /// The request for an engine; without a version only what every engine answers to.
    func fetchRequest(for address: EngineAddress, version: EngineVersion?, deadline: Duration) -> FetchRequest {
        var target = version.map { "/v\($0)" } ?? ""
        for segment in path { target += "/" + PercentEncoding.encode(segment) }
        for (index, item) in query.enumerated() {
            target +=
                (index == 0 ? "?" : "&") + PercentEncoding.encode(item.name) + "=" + PercentEncoding.encode(item.value)
        }
        var request = address.request(method, target)
        request.headers = headers
        if let body {
            request.body = body.compactBytes
        } else if method == "POST" {
            request.body = []
        }
        // Engines take no other type, and libcurl would name that of forms.
        if request.body != nil, !headers.contains(where: { $0.name == "Content-Type" }) {
            request.headers.append(FetchField("Content-Type", "application/json"))
        }
        request.deadline = self.deadline ?? deadline
        request.maxBodyBytes = maxAnswerBytes
        return request
    }
}
