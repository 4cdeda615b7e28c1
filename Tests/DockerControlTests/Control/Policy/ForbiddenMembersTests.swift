import ProxyModel
import Testing

@testable import DockerControl

@Suite struct `Members that are never allowed` {
    @Test(arguments: [
        "privileged", "Privileged", "network_mode", "NetworkMode", "network", "pid_mode", "PidMode", "pid", "ipc_mode",
        "ipc", "uts_mode", "uts", "userns_mode", "userns", "cgroupns_mode", "CgroupnsMode", "cap_add", "CapAdd",
        "cap-add", "devices", "Devices", "device_requests", "DeviceRequests", "device_cgroup_rules", "gpus",
        "security_opt", "SecurityOpt", "volumes_from", "VolumesFrom", "sysctls", "Sysctls", "runtime", "Runtime",
        "cgroup_parent", "CgroupParent", "oom_score_adj", "OomScoreAdj", "extra_hosts", "ExtraHosts", "add-host",
        "links", "log_config", "LogConfig", "logging", "group_add", "GroupAdd", "storage_opt", "StorageOpt", "binds",
        "Binds", "mounts", "Mounts", "HostConfig", "host_config", "NetworkingConfig", "PublishAllPorts",
        "PortBindings", "MaskedPaths", "ReadonlyPaths", "OomKillDisable",
    ]) func `are refused by name in every spelling`(name: String) {
        let request: JSONObject = ["service_name": "web", name: true]
        let refusals = ForbiddenMembers.refusals(in: request, besides: ["service_name"])
        #expect(refusals.map(\.rule) == [.forbidden])
        #expect(refusals.first?.pointer == "/" + name)
        #expect(refusals.first?.setting == nil)
        #expect(refusals.first?.detail.hasPrefix(name + ": ") == true)
    }

    @Test func `are none of a service's own`() {
        var service = ContainerService(name: "web", createdAt: 1)
        service.image = "a"
        let request = ContainerService.schema.encode(service, form: .request)
        #expect(request.members.count > 20)
        #expect(ForbiddenMembers.refusals(in: request, besides: []).isEmpty)
    }

    @Test func `are told from slips of the pen`() {
        #expect(ForbiddenMembers.refusals(in: ["imag": 1, "privilege": 2], besides: []).isEmpty)
    }
}
