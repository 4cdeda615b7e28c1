internal import ProxyModel

/// The two demo MCP servers that run in containers.
enum EchoService: String, CaseIterable {
    case stateless = "echo-stateless"
    case stateful = "echo-stateful"

    /// Where the server in the container listens; the image says so, too.
    private static let port: Int64 = 9090

    /// The fields of the service, built from the context in a folder of the node.
    func body(context: String) -> JSONObject {
        [
            "service_name": .string(rawValue), "dockerfile_path": "Dockerfile", "build_context": .string(context),
            "internal_port": .integer(Self.port), "memory_limit": "128m", "cpu_limit": 0.5,
            "command": self == .stateless ? ["--stateless"] : .null,
        ]
    }
}
