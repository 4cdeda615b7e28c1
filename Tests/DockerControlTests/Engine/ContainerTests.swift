import DockerControl
import TestSupport
import Testing

extension EngineTests {
    @Suite struct `Containers` {
        @Test func `a container runs from its making to its removal`() async throws {
            try await withEngine { scope in
                let client = scope.client
                try await client.ping()
                let (id, warnings) = try await client.createContainer(
                    try scope.specification("echo said; echo wrong >&2; exec sleep 60"), named: try scope.name())
                #expect(warnings.isEmpty)
                #expect(try await client.container(id).state.phase == .created)
                #expect(try await client.startContainer(id))
                #expect(try await !client.startContainer(id))
                let details = try await client.container(try scope.name())
                #expect(details.id == id)
                #expect(details.name == (try scope.name()))
                #expect(details.state.phase == .running)
                #expect(details.state.processID != nil)
                #expect(details.labels["test"] == scope.mark)
                #expect(details.state.finishedAt == nil)
                #expect(try await client.stopContainer(id, seconds: 0))
                #expect(try await !client.stopContainer(id, seconds: 0))
                let ended = try await client.container(id).state
                #expect(ended.phase == .exited)
                #expect(ended.exitCode == 137)
                #expect(ended.finishedAt != nil)
                #expect(try await client.removeContainer(id))
                #expect(try await !client.removeContainer(id))
                #expect(await failure { try await client.container(id) } == EngineFailure(.notFound, status: 404))
            }
        }

        @Test func `a container cannot do what it was not given`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("exec sleep 60")
                let status = try await scope.client.run(["cat", "/proc/1/status"], in: id)
                let text = String(decoding: status.output, as: UTF8.self)
                for set in ["CapPrm", "CapEff", "CapBnd"] { #expect(text.contains("\(set):\t0000000000000000")) }
                #expect(text.contains("NoNewPrivs:\t1"))
                #expect(text.contains("Seccomp:\t2"))
                #expect(try await scope.client.run(["touch", "/file"], in: id).exitCode == 1)
                #expect(try await scope.client.run(["ls", "/sys/class/net"], in: id).output == Array("lo\n".utf8))
                #expect(try await scope.client.run(["mount", "-t", "tmpfs", "none", "/tmp"], in: id).exitCode != 0)
                let memory = try await scope.client.statistics(of: id).memoryLimitBytes
                #expect(memory == 512 << 20)
            }
        }

        @Test func `capabilities, user, variables and mounts are those that were asked for`() async throws {
            try await withEngine { scope in
                let volume = try scope.name("v")
                _ = try await scope.client.createVolume(volume, labels: ["test": scope.mark])
                let id = try await scope.run("exec sleep 60") { specification in
                    specification.capabilities = [.chown, .netBindService]
                    specification.user = "65534:65534"
                    specification.environment = [try #require(EnvironmentVariable("KEY", SecretValue("a=b c")))]
                    specification.workingFolder = ContainerPath("/tmp")
                    specification.mounts = [
                        ContainerMount(.volume(volume), at: try #require(ContainerPath("/data")), isReadOnly: true),
                        ContainerMount(.memory(bytes: 1 << 20), at: try #require(ContainerPath("/tmp"))),
                        ContainerMount(
                            .bind(
                                try BindSource(scope.engine.folder + "/image", among: [scope.engine.folder + "/image"])),
                            at: try #require(ContainerPath("/seen")), isReadOnly: true),
                    ]
                }
                let status = try await scope.client.run(["cat", "/proc/1/status"], in: id)
                // CAP_CHOWN is number 0, CAP_NET_BIND_SERVICE is number 10.
                #expect(String(decoding: status.output, as: UTF8.self).contains("CapBnd:\t0000000000000401"))
                let seen = try await scope.client.run(
                    [
                        "sh", "-c",
                        "id -u; echo $KEY; pwd; ls /seen/bin/busybox; touch /data/x /seen/x; echo a >/tmp/a; echo $?",
                    ],
                    in: id)
                #expect(String(decoding: seen.output, as: UTF8.self) == "65534\na=b c\n/tmp\n/seen/bin/busybox\n0\n")
                #expect(String(decoding: seen.errors, as: UTF8.self).contains("Read-only file system"))
                #expect(try await scope.client.container(id).volumes == [volume])
                #expect(await failure { try await scope.client.removeVolume(volume) }?.code == .conflict)
            }
        }

        @Test func `the exit code is told to who waits for it`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("read line; exit 7")
                #expect(try await scope.client.waitForContainer(id) == 7)
                #expect(try await scope.client.container(id).state.exitCode == 7)
            }
        }

        @Test func `a signal reaches the first process`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("trap 'exit 5' TERM; echo ready; while :; do sleep 0.1; done")
                var range = EngineClient.LogRange()
                range.follows = true
                for try await line in try await scope.client.logs(of: id, range) where line.text == "ready" { break }
                try await scope.client.killContainer(id, signal: .terminate)
                #expect(try await scope.client.waitForContainer(id) == 5)
                #expect(await failure { try await scope.client.killContainer(id) }?.code == .conflict)
            }
        }

        @Test func `names are taken once, and can be changed`() async throws {
            try await withEngine { scope in
                let specification = try scope.specification("true")
                let id = try await scope.client.createContainer(specification, named: try scope.name()).id
                let second = await failure {
                    try await scope.client.createContainer(specification, named: try scope.name())
                }
                #expect(second == EngineFailure(.conflict, status: 409))
                try await scope.client.renameContainer(id, to: try scope.name("new"))
                #expect(try await scope.client.container(id).name == (try scope.name("new")))
                #expect(try await scope.client.containers(labels: ["test=\(scope.mark)"]).map(\.id) == [id])
                #expect(try await scope.client.containers(labels: ["test=\(scope.mark)x"]).isEmpty)
            }
        }

        @Test func `an image that is not there is said to be missing`() async throws {
            try await withEngine { scope in
                var specification = try scope.specification("true")
                specification.image = try #require(ImageReference("nowhere.test/nothing:1"))
                let missing = await failure {
                    try await scope.client.createContainer(specification, named: try scope.name())
                }
                #expect(missing == EngineFailure(.notFound, status: 404))
            }
        }

        @Test func `a command that is not there cannot be started`() async throws {
            try await withEngine { scope in
                var specification = try scope.specification("")
                specification.command = ["/nothing"]
                let id = try await scope.client.createContainer(specification, named: try scope.name()).id
                let refused = await failure { try await scope.client.startContainer(id) }
                #expect(refused?.message.contains("/nothing") == true)
                #expect(try await scope.client.container(id).state.problem != nil)
            }
        }

        @Test func `health is what the check says`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("exec sleep 60") { specification in
                    var check = HealthCheck(command: ["sh", "-c", "echo looked; exit 1"])
                    check.interval = .milliseconds(100)
                    check.retries = 1
                    specification.healthCheck = check
                }
                var events = try await scope.client.events(since: 1, labels: ["test=\(scope.mark)"]).makeAsyncIterator()
                while let event = try await events.next() {
                    if event.action == "health_status" {
                        #expect(event.detail == "unhealthy")
                        break
                    }
                }
                let state = try await scope.client.container(id).state
                #expect(state.health == .unhealthy)
                #expect(state.healthOutput == "looked\n")
            }
        }
    }
}
