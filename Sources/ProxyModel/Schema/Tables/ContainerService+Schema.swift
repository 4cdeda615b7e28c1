extension ContainerService {
    /// The fields of a service that runs in a container; values of its environment are kept sealed.
    package static let schema = ObjectSchema<ContainerService>(
        "DockerService", blank: { ContainerService(name: "", createdAt: 0) },
        groups: [
            FieldGroup(sourceFields), FieldGroup(processFields), FieldGroup(limitFields), FieldGroup(lifeFields),
            FieldGroup(placeFields),
        ], rules: issues)

    private static let sourceFields: [Field<ContainerService>] = [
        Field("service_name", .required, \.name, .serviceName, "Name that proxies and routes refer to."),
        Field("image", \.image, .optional(.line(1...512)), default: nil, "Image to run; null when it is built."),
        Field(
            "dockerfile_path", \.dockerfilePath, .optional(.line(1...512)), default: nil,
            "Dockerfile to build, relative to the build context."),
        Field(
            "build_context", \.buildContext, .optional(.line(1...1024)), default: nil,
            "Folder on the node that the build may use, below DOCKER_BUILD_ROOTS."),
        Field("build_args", \.buildArguments, .texts(limit: 100), default: [], "Arguments of the build."),
        Field("pull_policy", \.pullPolicy, .choice, default: .missing, "When the image is fetched."),
    ]

    private static let processFields: [Field<ContainerService>] = [
        Field(
            "internal_port", \.internalPort, .integer(1...65_535), default: 8080,
            "Port that the process in the container listens on."),
        Field(
            "sealed_environment", \.environment, .list(.object(SealedVariable.schema), limit: 500), default: [],
            access: .secret, "Variables with sealed values."),
        Field(
            "volumes", \.volumes, .list(.serviceVolume, limit: 50), default: [],
            "source:target[:ro|rw]; a source is a volume's name, or a path below DOCKER_BIND_ROOTS."),
        Field(
            "tmpfs", \.temporaryFolders, .list(.path, limit: 20), default: ["/tmp"],
            "Folders in memory, writable and empty at each start."),
        Field(
            "networks", \.networks, .list(.serviceName, limit: 10), default: [],
            "Networks, each the owner's own; empty = the owner's default."),
        Field("labels", \.labels, .texts(limit: 100), default: [], "Labels of the container."),
        Field(
            "command", \.command, .optional(.list(.text(0...65_536), limit: 1000)), default: nil,
            "In place of the image's command."),
        Field(
            "entrypoint", \.entrypoint, .optional(.list(.text(0...65_536), limit: 1000)), default: nil,
            "In place of the image's entry point."),
        Field(
            "working_dir", \.workingFolder, .optional(.path), default: nil, "Where the command starts."),
        Field(
            "read_only_root", \.hasReadOnlyRoot, .flag, default: true,
            "Whether the root file system cannot be written."),
        Field(
            "user", \.user, .optional(.line(1...128)), default: nil,
            "Name or number, maybe with a group behind a colon; null = the image's."),
        Field(
            "capabilities", \.capabilities, .list(.line(1...64), limit: 20), default: [],
            "Capabilities to keep, among DOCKER_CAPABILITIES."),
    ]

    private static let limitFields: [Field<ContainerService>] = [
        Field("memory_limit", \.memoryBytes, .memorySize, default: 512 << 20, "Memory, such as 512m or 2g."),
        Field("cpu_limit", \.cpus, .number(0.01...32), default: 1.0, "Processors, also parts of one."),
        Field("pids_limit", \.processLimit, .integer(1...32_768), default: 256, "Processes and threads."),
    ]

    private static let lifeFields: [Field<ContainerService>] = [
        Field("restart_policy", \.restartPolicy, .choice, default: .unlessStopped, "When it is started again."),
        Field(
            "healthcheck", \.healthCheck, .optional(.object(ServiceHealthCheck.schema)), default: nil,
            "Command that says whether it is well; null = the image's."),
        Field(
            "port_configs", \.ports, .list(.object(ServicePort.schema), limit: 32), default: [],
            "Ports of the host that lead to it."),
        Field(
            "stop_timeout", \.stopSeconds, .integer(0...3_600), default: 10,
            "Seconds from the signal to the end of a stop."),
        Field(
            "start_timeout", \.startSeconds, .integer(1...3_600), default: 60,
            "Seconds until a new container has to be well, and that requests wait for it at most."),
        Field(
            "drain_timeout", \.drainSeconds, .integer(0...3_600), default: 5,
            "Seconds that a replaced container keeps what it is busy with."),
        Field(
            "idle_timeout", \.idleSeconds, .optional(.integer(1...2_592_000)), default: nil,
            "Seconds without requests after which it sleeps until the next one; null = it stays."),
        Field(
            "drift", \.drift, .optional(.choice), default: nil,
            "What happens when somebody else changes the container; null = DOCKER_DRIFT."),
    ]

    private static let placeFields: [Field<ContainerService>] = [
        Field(
            "node", \.node, .optional(.line(1...128)), default: nil,
            "Node whose engine runs it; null = any that the selector allows."),
        Field("node_selector", \.nodeSelector, .texts(limit: 20), default: [], "Labels that the node must have."),
        Field(
            "engine", \.engine, .optional(.line(1...256)), default: nil, access: .readOnly,
            "Engine that it belongs to; null until one has taken it."),
        Field("desired", \.activity, .choice, default: .running, access: .readOnly, "Whether it shall run."),
        Field(
            "generation", \.generation, .integer(1 ... .max), default: 1, access: .readOnly,
            "Grows with every change that needs a new container."),
        Field(
            "deletion", \.deletion, .optional(.object(ServiceDeletion.schema)), default: nil, access: .readOnly,
            "That it is being removed."),
        Field(
            "created_by", \.owner, .optional(.line()), default: nil, access: .readOnly,
            "Token that owns the service; null = admin."),
        Field("created_at", .readOnly, \.createdAt, .timestamp, "When the service was created."),
        Field("updated_at", .readOnly, \.updatedAt, .timestamp, "When the service was last changed."),
    ]

    private static func issues(_ service: ContainerService) -> [SchemaIssue] {
        var issues: [SchemaIssue] = []
        switch (service.image, service.dockerfilePath) {
        case (nil, nil):
            issues.append(SchemaIssue(pointer: "/image", detail: "is required unless dockerfile_path is given"))
        case (.some, .some):
            issues.append(SchemaIssue(pointer: "/dockerfile_path", detail: "use either image or dockerfile_path"))
        default: break
        }
        if service.dockerfilePath == nil, service.buildContext != nil || !service.buildArguments.isEmpty {
            issues.append(SchemaIssue(pointer: "/build_context", detail: "needs dockerfile_path"))
        }
        for (index, port) in service.ports.enumerated() {
            let others = service.ports[..<index]
            if others.contains(where: { $0.name == port.name }) {
                issues.append(
                    SchemaIssue(pointer: "/port_configs/\(index)/name", detail: "'\(port.name)' is there twice"))
            }
        }
        return issues
    }
}
