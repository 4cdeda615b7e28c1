internal import ProxyModel

/// The tools of the demo MCP server.
enum DemoMCPTools {
    /// Why a call has no result.
    enum Refusal: Error, Equatable {
        case unknownTool
    }

    /// The tools as `tools/list` tells them, always in the same order.
    static let list: JSONValue = [
        [
            "name": "echo", "description": "Sends a text back.",
            "inputSchema": [
                "type": "object", "properties": ["text": ["type": "string"]], "required": ["text"],
            ],
        ],
        [
            "name": "add", "description": "Adds two numbers.",
            "inputSchema": [
                "type": "object", "properties": ["a": ["type": "number"], "b": ["type": "number"]],
                "required": ["a", "b"],
            ],
        ],
        [
            "name": "whoami", "description": "Shows who the proxy says is calling.",
            "inputSchema": ["type": "object", "properties": [:]],
        ],
    ]

    /// Calls a tool; arguments that do not fit are a result that says so, as clients show it to the model.
    static func call(_ name: String, _ arguments: JSONValue?, _ request: DemoRequest) throws(Refusal) -> JSONObject {
        switch name {
        case "echo":
            guard let text = arguments?["text"]?.stringValue else { return failure("text has to be a string") }
            return result(text)
        case "add":
            guard let a = arguments?["a"], let b = arguments?["b"], let sum = sum(a, b) else {
                return failure("a and b have to be numbers")
            }
            return result(sum.compactText)
        case "whoami": return whoami(request)
        default: throw .unknownTool
        }
    }

    private static func sum(_ a: JSONValue, _ b: JSONValue) -> JSONValue? {
        if case .integer(let a) = a, case .integer(let b) = b {
            let (sum, isTooLarge) = a.addingReportingOverflow(b)
            if !isTooLarge { return .integer(sum) }
        }
        guard let a = a.doubleValue, let b = b.doubleValue, (a + b).isFinite else { return nil }
        return .number(a + b)
    }

    private static func whoami(_ request: DemoRequest) -> JSONObject {
        var identity = JSONObject()
        for (name, value) in request.headers where name.lowercased().hasPrefix("x-auth-") {
            identity[name.lowercased()] = .string(value)
        }
        var result = result(JSONValue.object(identity).compactText)
        result.append("structuredContent", .object(identity))
        return result
    }

    private static func result(_ text: String) -> JSONObject { ["content": [["type": "text", "text": .string(text)]]] }

    private static func failure(_ text: String) -> JSONObject {
        var failure = result(text)
        failure.append("isError", true)
        return failure
    }
}
