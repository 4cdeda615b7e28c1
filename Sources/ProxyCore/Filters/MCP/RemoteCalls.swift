internal import ProxyModel

/// The content of a request to an MCP server: one message, or a batch of them as in revision 2025-03-26.
///
/// Read strictly (RFC 8259, no name twice, none that may be taken for another), so that servers read the same in these
/// bytes: those too that take capital letters for small ones, of which the last counts.
struct RemoteCalls {
    /// Why content is not what it has to be (JSON-RPC 2.0 §5.1).
    enum Fault: Error {
        case notJSON(JSONProblem)
        case noMessage
        case tooManyMessages
    }

    /// How many messages a batch has at most: the time that the rules take for it is bounded.
    static let longestBatch = 100

    let calls: [RemoteCall]
    let isBatch: Bool

    /// Reads content.
    init(parsing content: [UInt8]) throws(Fault) {
        let json: JSONValue
        do throws(JSONProblem) {
            json = try JSONValue(parsing: content, keepsLargeNumbers: true)
        } catch {
            throw .notJSON(error)
        }
        if case .array(let elements) = json {
            guard elements.count <= Self.longestBatch else { throw .tooManyMessages }
            self.calls = elements.compactMap { RemoteCall($0) }
            self.isBatch = true
            guard !elements.isEmpty, self.calls.count == elements.count else { throw .noMessage }
        } else {
            guard let call = RemoteCall(json) else { throw .noMessage }
            self.calls = [call]
            self.isBatch = false
        }
    }
}
