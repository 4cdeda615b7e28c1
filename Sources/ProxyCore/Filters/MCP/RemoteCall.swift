internal import ProxyModel

/// One message of JSON-RPC 2.0 from a client.
struct RemoteCall {
    /// A text, a number or null; nil for a notification.
    let id: JSONValue?
    /// nil for a response.
    let method: String?
    let params: JSONValue?

    /// Reads a message; nil when it is none, or may be another one to servers that are careless about names.
    init?(_ json: JSONValue) {
        guard let object = json.objectValue, !MemberName.areAmbiguous(Self.names, in: object) else { return nil }
        switch object["id"] {
        case nil, .string, .integer, .number, .largeNumber, .null: self.id = object["id"]
        default: return nil
        }
        self.params = object["params"]
        switch object["method"] {
        case .string(let method): self.method = method
        case nil where object["result"] != nil || object["error"] != nil: self.method = nil
        default: return nil
        }
        if self.method == Self.callsTool, let params = self.params?.objectValue {
            guard !MemberName.areAmbiguous(Self.namesInCall, in: params) else { return nil }
        }
    }

    /// The tool that is called; nil for every other call, and where none is named.
    var tool: String? { self.method == Self.callsTool ? self.params?["name"]?.stringValue : nil }

    /// What the field `Mcp-Name` mirrors; nil where it mirrors nothing.
    var mirroredName: String? {
        switch self.method {
        case Self.callsTool, "prompts/get": self.params?["name"]?.stringValue
        case "resources/read": self.params?["uri"]?.stringValue
        default: nil
        }
    }

    private static let names = ["jsonrpc", "id", "method", "params", "result", "error"]
    private static let namesInCall = ["name", "arguments"]
    static let callsTool = "tools/call"
    static let listsTools = "tools/list"
    static let listens = "subscriptions/listen"
}
