package import Egress
internal import ProxyModel

extension EngineFailure {
    /// Sorts a failure of the transport.
    package init(_ failure: FetchFailure) {
        let code: Code =
            switch failure.code {
            case .unresolved, .unreachable, .forbiddenAddress: .unreachable
            case .timedOut: .timedOut
            case .tlsFailed: .tlsFailed
            case .tooLarge: .tooLarge
            case .cancelled: .cancelled
            case .invalidRequest: .invalidRequest
            case .tooManyRedirects: .protocolViolation
            case .protocolError: .interrupted
            }
        self.init(code, failure.detail)
    }

    /// Sorts an answer that says no.
    ///
    /// Engines say it as `{"message": …}`; what is not in that form comes from something in between.
    init(status: Int, body: [UInt8]) {
        let document = try? JSONValue(parsing: body, maximumBytes: 1 << 20, keepsLargeNumbers: true)
        guard let message = document?["message"]?.stringValue else {
            let isRefusal = [401, 403, 404, 405, 501].contains(status)
            self.init(isRefusal ? .unsupported : .failed, "HTTP status \(status)", status: status)
            return
        }
        self.init(Self.code(status, message), message, status: status)
    }

    /// Sorts an error inside of a stream that began well.
    init(streamed message: String, status: Int? = nil) {
        self.init(Self.code(500, message), message, status: status)
    }

    /// Engines give 500 to much that has a cause of its own, which only their words tell.
    private static func code(_ status: Int, _ message: String) -> Code {
        let text = message.lowercased()
        let says: (String) -> Bool = { text.contains($0) }
        if says("no space left on device") { return .outOfSpace }
        if says("port is already allocated") || says("address already in use") { return .portTaken }
        if says("pull access denied") || says("unauthorized") || says("authentication required")
            || says("no basic auth credentials") || says("denied: ")
        {
            return .accessDenied
        }
        switch status {
        case 400: return says("client version") ? .unsupportedVersion : .invalidRequest
        case 401: return .accessDenied
        // Docker answers so about networks in use and names of its own, too.
        case 403: return .conflict
        case 404: return says("page not found") ? .unsupported : .notFound
        case 405, 501: return .unsupported
        case 409: return .conflict
        case 500 where says("manifest unknown") || says("manifest for ") || says("no such image"): return .notFound
        default: return .failed
        }
    }
}
