import ProxyModel

extension Fixtures {
    /// What services in containers need, every field set.
    static func serviceRecords() throws -> [ConfigurationRecord] {
        [.dockerService(containerService), .serviceEndpoints(try serviceEndpoints), .portToken(portToken)]
    }

    static var gatedPort: ServicePort {
        var port = ServicePort(name: "mcp", hostPort: 12_000, containerPort: 3_000)
        port.bind = "::1"
        port.requiresToken = true
        port.tokenDigest = String(repeating: "0a", count: 32)
        port.allowedSources = ["10.0.0.0/8", "2001:db8::/32"]
        port.summary = "for tests"
        port.createdAt = 3
        return port
    }

    static var containerService: ContainerService {
        var service = ContainerService(name: "web", createdAt: 1)
        service.dockerfilePath = "docker/Dockerfile"
        service.buildContext = "/srv/builds/web"
        service.buildArguments = [ServiceText("VERSION", "1")]
        service.pullPolicy = .always
        service.internalPort = 3_000
        service.environment = [SealedVariable(name: "KEY", sealed: "AAEC")]
        service.volumes = ["data:/data", "/srv/files:/files:ro"].compactMap(ServiceVolume.init)
        service.temporaryFolders = ["/tmp", "/run"]
        service.networks = ["front", "back"]
        service.labels = [ServiceText("app", ""), ServiceText("team", "x y")]
        service.command = ["serve", "--now", ""]
        service.entrypoint = ["/bin/app"]
        service.workingFolder = "/srv"
        service.memoryBytes = 64 << 20
        service.cpus = 0.25
        service.processLimit = 10
        service.restartPolicy = .onFailure
        service.healthCheck = ServiceHealthCheck(command: ["check"])
        service.healthCheck?.intervalMS = 1_500
        service.healthCheck?.timeoutMS = 500
        service.healthCheck?.retries = 2
        service.healthCheck?.startPeriodMS = 250
        service.hasReadOnlyRoot = false
        service.user = "1000:1000"
        service.capabilities = ["CHOWN"]
        service.ports = [gatedPort]
        service.stopSeconds = 3
        service.startSeconds = 20
        service.drainSeconds = 0
        service.idleSeconds = 300
        service.drift = .report
        service.node = "edge-1"
        service.nodeSelector = [ServiceText("zone", "a")]
        service.engine = "ABCD:EFGH"
        service.activity = .stopped
        service.generation = 7
        service.deletion = ServiceDeletion(requestedAt: 9, removesVolumes: true)
        service.owner = "ann"
        service.updatedAt = 8
        return service
    }

    private static var serviceEndpoints: ServiceEndpoints {
        get throws {
            var endpoints = ServiceEndpoints(service: "web", node: "edge-1", phase: .ready, updatedAt: 5)
            endpoints.upstreams = [try UpstreamURL("http://172.18.0.2:3000"), try UpstreamURL("http://[fd00::2]:3000")]
            endpoints.gates = [PortGate(gatedPort, target: "172.18.0.2:3000")]
            endpoints.waitMS = 20_000
            endpoints.isWatched = true
            endpoints.owner = "ann"
            return endpoints
        }
    }

    private static var portToken: PortToken {
        var token = PortToken(name: "ci", digest: String(repeating: "0b", count: 32), createdAt: 1)
        token.allowedServices = ["web"]
        token.allowedPorts = [12_000]
        token.expiresAt = 9
        token.owner = "ann"
        return token
    }
}
