internal import ProxyModel

extension ContainerSpecification {
    /// The body of the request that makes it; nothing of it comes from a caller as JSON.
    var document: JSONValue {
        var document: JSONObject = [
            "Image": .string(image.description),
            "Labels": JSONValue(texts: labels),
            "Env": .array(environment.map { .string("\($0.name)=\($0.value.reveal())") }),
            "AttachStdin": false, "AttachStdout": false, "AttachStderr": false, "Tty": false, "OpenStdin": false,
            "StopTimeout": .integer(Int64(stopSeconds)),
            "ExposedPorts": .object(
                JSONObject(members: Set(ports.map(\.key)).sorted().map { .init(name: $0, value: [:]) })),
            "HostConfig": .object(hostDocument),
        ]
        if let command { document["Cmd"] = .array(command.map { .string($0) }) }
        if let entrypoint { document["Entrypoint"] = .array(entrypoint.map { .string($0) }) }
        if let user { document["User"] = .string(user) }
        if let workingFolder { document["WorkingDir"] = .string(workingFolder.description) }
        if let healthCheck { document["Healthcheck"] = healthCheck.document }
        if let network {
            let endpoint: JSONValue = ["Aliases": .array(network.aliases.map { .string($0.description) })]
            let endpoints = JSONObject(members: [.init(name: network.network.description, value: endpoint)])
            document["NetworkingConfig"] = ["EndpointsConfig": .object(endpoints)]
        }
        return .object(document)
    }

    private var hostDocument: JSONObject {
        [
            "NetworkMode": .string(network?.network.description ?? "none"),
            "IpcMode": "private", "Privileged": false, "PublishAllPorts": false, "AutoRemove": false,
            "CapDrop": ["ALL"], "CapAdd": .array(capabilities.map(\.rawValue).sorted().map { .string($0) }),
            "SecurityOpt": ["no-new-privileges"],
            "ReadonlyRootfs": .bool(hasReadOnlyRoot),
            "Memory": .integer(Int64(clamping: limits.memoryBytes)),
            "MemorySwap": .integer(Int64(clamping: limits.memoryBytes)),
            "NanoCpus": .integer(Int64(clamping: limits.nanoCPUs)),
            "PidsLimit": .integer(Int64(limits.processes)),
            "Ulimits": [
                [
                    "Name": "nofile", "Soft": .integer(Int64(limits.openFiles)),
                    "Hard": .integer(Int64(limits.openFiles)),
                ]
            ],
            "LogConfig": [
                "Type": "json-file",
                "Config": [
                    "max-size": .string(String(limits.logFileBytes)), "max-file": .string(String(limits.logFiles)),
                ],
            ],
            "RestartPolicy": restart.document,
            "Mounts": .array(mounts.map(\.document)),
            "PortBindings": .object(portBindings),
        ]
    }

    private var portBindings: JSONObject {
        var bindings = JSONObject()
        for port in ports {
            let binding: JSONValue = [
                "HostIp": .string(port.hostAddress), "HostPort": .string(port.hostPort.map { String($0) } ?? ""),
            ]
            bindings[port.key] = .array((bindings[port.key]?.arrayValue ?? []) + [binding])
        }
        return bindings
    }
}
