internal import Egress
internal import ProxyModel

/// The successful answer of an authority.
struct AuthorityAnswer: Sendable {
    private static let maximumDepth = 16

    let status: Int
    let body: [UInt8]
    /// Where the object lies that was made; nil = the answer does not say.
    let location: String?
    /// The values of the fields `Link`.
    let links: [String]
    /// Milliseconds that the authority asks to wait.
    let retryAfter: Int64?

    /// Takes an answer received at `now`; throws `ACMEFailure.problem` when its status is not one of success.
    init(_ response: FetchResponse, now: Int64) throws(ACMEFailure) {
        retryAfter = RetryAfter.milliseconds(response["Retry-After"], now: now)
        guard (200..<300).contains(response.status) else {
            throw .problem(Self.problem(response, retryAfter: retryAfter))
        }
        status = response.status
        body = response.body
        location = response["Location"]
        links = response.headers.filter { $0.name.lowercased() == "link" }.map(\.value)
    }

    /// The body; throws `ACMEFailure.protocolViolation` when it is no JSON object.
    func json() throws(ACMEFailure) -> JSONValue {
        do {
            let json = try JSONValue(parsing: body, maximumDepth: Self.maximumDepth)
            guard json.objectValue != nil else { throw ACMEFailure.protocolViolation("an answer is no JSON object") }
            return json
        } catch let failure as ACMEFailure {
            throw failure
        } catch {
            throw .protocolViolation("an answer is no JSON: \(error)")
        }
    }

    private static func problem(_ response: FetchResponse, retryAfter: Int64?) -> ACMEProblem {
        // Some authorities leave the media type of a problem document out, so the content decides.
        if let json = try? JSONValue(parsing: response.body, maximumDepth: maximumDepth), json["type"] != nil {
            return ACMEProblem(json: json, status: response.status, retryAfter: retryAfter)
        }
        return ACMEProblem(
            type: "about:blank", detail: "", status: response.status, retryAfter: retryAfter)
    }
}
