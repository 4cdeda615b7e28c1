import ProxyModel
import Testing

@testable import DockerControl

@Suite struct `What an engine is asked to make` {
    private func document(_ change: (inout ContainerSpecification) -> Void = { _ in }) throws -> JSONValue {
        var specification = ContainerSpecification(image: try #require(ImageReference("app:1")))
        change(&specification)
        return specification.document
    }

    @Test func `nothing gives power over the host`() throws {
        let host = try #require(try document()["HostConfig"])
        #expect(host["Privileged"] == false)
        #expect(host["CapDrop"] == ["ALL"])
        #expect(host["CapAdd"] == [])
        #expect(host["SecurityOpt"] == ["no-new-privileges"])
        #expect(host["ReadonlyRootfs"] == true)
        #expect(host["NetworkMode"] == "none")
        #expect(host["IpcMode"] == "private")
        #expect(host["PidsLimit"] == 256)
        #expect(host["Memory"] == host["MemorySwap"])
        #expect(host["PublishAllPorts"] == false)
        let dangerous = [
            "Binds", "PidMode", "UTSMode", "UsernsMode", "Devices", "DeviceRequests", "DeviceCgroupRules",
            "VolumesFrom", "Links",
            "Sysctls", "Runtime", "CgroupParent", "ExtraHosts", "GroupAdd", "StorageOpt", "OomScoreAdj",
        ]
        for member in dangerous { #expect(host[member] == nil) }
    }

    @Test func `ports, networks and mounts are told in the engine's words`() throws {
        let document = try document { specification in
            specification.ports = [
                PortPublication(80, on: "127.0.0.1", port: 8080), PortPublication(80, on: "::1", port: nil),
                PortPublication(53, .udp, on: "127.0.0.1", port: 5353),
            ].compactMap(\.self)
            specification.network = EngineName("net").flatMap {
                NetworkAttachment($0, aliases: [EngineName("web")].compactMap(\.self))
            }
            specification.environment = [EnvironmentVariable("A", SecretValue("b=c"))].compactMap(\.self)
        }
        let bindings = try #require(document["HostConfig"]?["PortBindings"])
        #expect(
            bindings["80/tcp"] == [["HostIp": "127.0.0.1", "HostPort": "8080"], ["HostIp": "::1", "HostPort": ""]])
        #expect(bindings["53/udp"] == [["HostIp": "127.0.0.1", "HostPort": "5353"]])
        #expect(document["ExposedPorts"] == ["53/udp": [:], "80/tcp": [:]])
        #expect(document["NetworkingConfig"]?["EndpointsConfig"]?["net"] == ["Aliases": ["web"]])
        #expect(document["HostConfig"]?["NetworkMode"] == "net")
        #expect(document["Env"] == ["A=b=c"])
    }

    @Test func `times are told in nanoseconds`() {
        #expect(Duration.milliseconds(1_500).nanoseconds == 1_500_000_000)
        #expect(Duration.seconds(Int64.max).nanoseconds == .max)
        #expect(Duration.seconds(-1).nanoseconds == 0)
    }
}
