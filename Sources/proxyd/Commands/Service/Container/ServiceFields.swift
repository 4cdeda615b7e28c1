internal import ArgumentParser
internal import ProxyModel

/// What may be said of a service in a container when it is made, and later.
struct ServiceFields: ParsableArguments {
    @Option(help: "Image to run.")
    var image: String?

    @Option(help: "Dockerfile to build, relative to the build context.")
    var dockerfile: String?

    @Option(help: "Folder on the node that the build may use.")
    var buildContext: String?

    @Option(name: .customLong("build-arg"), help: "Argument of the build, NAME=VALUE.")
    var buildArguments: [String] = []

    @Option(help: "Port that the process in the container listens on.")
    var port: UInt16?

    @Option(help: "Memory, such as 512m.")
    var memory: String?

    @Option(help: "Processors, also parts of one.")
    var cpu: Double?

    @Option(help: "Processes and threads.")
    var pids: Int64?

    @Option(name: .customLong("env"), help: "Variable NAME=VALUE; NAME alone takes it from the environment.")
    var environment: [String] = []

    @Option(name: .customLong("volume"), help: "SOURCE:TARGET[:ro], a volume's name or a path of the host first.")
    var volumes: [String] = []

    @Option(name: .customLong("network"), help: "Network of the owner.")
    var networks: [String] = []

    @Option(name: .customLong("label"), help: "Label NAME=VALUE.")
    var labels: [String] = []

    @Option(name: .customLong("capability"), help: "Capability to keep.")
    var capabilities: [String] = []

    @Option(name: .customLong("arg"), parsing: .unconditionalSingleValue, help: "Word of the command; repeat it.")
    var command: [String] = []

    @Option(help: "User that the process has, and maybe a group behind a colon.")
    var user: String?

    @Option(help: "unless-stopped, always, on-failure or no.")
    var restart: String?

    @Flag(inversion: .prefixedNo, help: "Whether the root file system cannot be written.")
    var readOnly: Bool?

    @Option(parsing: .unconditional, help: "Seconds without requests after which it sleeps until the next one.")
    var idleTimeout: Int64?

    @Option(help: "Node whose engine runs it.")
    var node: String?

    @OptionGroup var rest: BodyFields

    /// The members that are given; throws `CommandFailure` for what is no pair.
    func body(environment own: [String: String]) throws(CommandFailure) -> JSONObject {
        var body = JSONObject()
        func append(_ name: String, _ value: String?) {
            if let value { body.append(name, .string(value)) }
        }
        func append(_ name: String, _ values: [String]) {
            if !values.isEmpty { body.append(name, .array(values.map { .string($0) })) }
        }
        append("image", image)
        append("dockerfile_path", dockerfile)
        append("build_context", buildContext)
        if !buildArguments.isEmpty { body.append("build_args", try Self.pairs(buildArguments, "--build-arg", own)) }
        if let port { body.append("internal_port", .integer(Int64(port))) }
        append("memory_limit", memory)
        if let cpu { body.append("cpu_limit", .number(cpu)) }
        if let pids { body.append("pids_limit", .integer(pids)) }
        if !environment.isEmpty { body.append("environment", try Self.pairs(environment, "--env", own)) }
        append("volumes", volumes)
        append("networks", networks)
        if !labels.isEmpty { body.append("labels", try Self.pairs(labels, "--label", [:])) }
        append("capabilities", capabilities)
        append("command", command)
        append("user", user)
        append("restart_policy", restart)
        if let readOnly { body.append("read_only_root", .bool(readOnly)) }
        if let idleTimeout { body.append("idle_timeout", .integer(idleTimeout)) }
        append("node", node)
        try rest.add(to: &body)
        return body
    }

    private static func pairs(
        _ texts: [String], _ option: String, _ own: [String: String]
    ) throws(CommandFailure) -> JSONValue {
        var object = JSONObject()
        for text in texts {
            if let equals = text.firstIndex(of: "="), equals != text.startIndex {
                object[String(text[..<equals])] = .string(String(text[text.index(after: equals)...]))
            } else if let value = own[text] {
                object[text] = .string(value)
            } else {
                throw CommandFailure(.usage, "proxyd: \(option): '\(text)' is not NAME=VALUE")
            }
        }
        return .object(object)
    }
}
