import DockerControl
import Egress
import TestSupport
import Testing

extension EngineTests {
    @Suite struct `Networks, volumes and events` {
        @Test func `members of a network are found by their names, and reached from the host`() async throws {
            try await withEngine { scope in
                let client = scope.client
                let network = try scope.name("n")
                let networkID = try await client.createNetwork(network, labels: ["test": scope.mark], isInternal: true)
                let alias = try #require(EngineName("backend"))
                let attachment = try #require(NetworkAttachment(network, aliases: [alias]))
                let server = try await scope.run("echo served >/tmp/page; exec httpd -f -p 8080 -h /tmp") {
                    specification in
                    specification.network = attachment
                    specification.mounts = [
                        ContainerMount(.memory(bytes: 1 << 20), at: try #require(ContainerPath("/tmp")))
                    ]
                }
                let caller = try await client.createContainer(
                    try scope.specification("exec sleep 60"), named: try scope.name("caller")
                ).id
                try await client.startContainer(caller)
                try await client.disconnect(caller, from: try #require(EngineName("none")))
                try await client.connect(caller, to: try #require(NetworkAttachment(network)))
                let endpoint = try #require(try await client.container(server).endpoints.first)
                #expect(endpoint.network == network.description)
                #expect(endpoint.aliases.contains("backend"))
                let address = try #require(endpoint.address)
                let found = try await client.run(["busybox", "nslookup", "backend"], in: caller)
                #expect(String(decoding: found.output, as: UTF8.self).contains(address))
                // From the host, where no packet filter is in between.
                let fetcher = try HTTPFetcher()
                defer { fetcher.shutDown() }
                var request = FetchRequest("GET", "http://\(address):8080/page")
                request.intermediary = .none
                var answer: FetchResponse?
                while answer == nil { answer = try? await fetcher.fetch(request) }
                #expect(answer?.body == Array("served\n".utf8))
                let details = try await client.network(network)
                #expect(details.id == networkID)
                #expect(details.isInternal)
                #expect(Set(details.members) == [server, caller])
                #expect(await failure { try await client.removeNetwork(network) }?.code == .conflict)
                #expect(await failure { try await client.createNetwork(network) }?.code == .conflict)
            }
        }

        @Test func `volumes keep what is written, and go once`() async throws {
            try await withEngine { scope in
                let volume = try scope.name("v")
                let made = try await scope.client.createVolume(volume, labels: ["test": scope.mark])
                #expect(made.name == volume)
                #expect(made.createdAt != nil)
                for script in ["echo kept >/data/file", "cat /data/file"] {
                    let id = try await scope.run(script) { specification in
                        specification.mounts = [
                            ContainerMount(.volume(volume), at: try #require(ContainerPath("/data")))
                        ]
                    }
                    #expect(try await scope.client.waitForContainer(id) == 0)
                    try await scope.client.removeContainer(id)
                }
                let listed = try await scope.client.volumes(labels: ["test=\(scope.mark)"])
                #expect(listed.map(\.name) == [volume])
                #expect(listed.first?.labels == ["test": scope.mark])
                #expect(try await scope.client.removeVolume(volume))
                #expect(try await !scope.client.removeVolume(volume))
            }
        }

        @Test func `events tell of a container's life, from a moment on and of a label alone`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("exit 3")
                _ = try await scope.client.waitForContainer(id)
                try await scope.client.removeContainer(id)
                var seen: [EngineEvent] = []
                for try await event in try await scope.client.events(
                    since: 1, labels: ["test=\(scope.mark)"], kinds: [.container])
                {
                    seen.append(event)
                    if event.action == "destroy" { break }
                }
                #expect(seen.map(\.action) == ["create", "start", "die", "destroy"])
                #expect(seen.allSatisfy { $0.id == id.description && $0.attributes["test"] == scope.mark })
                #expect(seen[2].attributes["exitCode"] == "3")
                var later = try await scope.client.events(since: seen[2].nanoseconds, labels: ["test=\(scope.mark)"])
                    .makeAsyncIterator()
                #expect(try await later.next()?.action == "die")
            }
        }

        @Test func `an engine with TLS serves who shows a certificate, and nobody else`() async throws {
            try await withEngine { scope in
                let engine = scope.engine
                let fetcher = try HTTPFetcher()
                defer { fetcher.shutDown() }
                let address = try EngineAddress(
                    engine.tlsHost, verifiesTLS: true, certificateFolder: engine.certificateFolder)
                let client = try await EngineClient.connect(to: address, by: fetcher)
                let id = try await client.information().id
                #expect(try await scope.client.information().id == id)
                // Without certificate, and with an authority that the engine's does not come from.
                var request = FetchRequest("GET", "https" + engine.tlsHost.dropFirst(3) + "/version")
                request.caFile = engine.certificateFolder + "/ca.pem"
                await #expect(throws: FetchFailure.self) { try await fetcher.fetch(request) }
                request.clientCertificate = FetchClientCertificate(
                    chainFile: engine.certificateFolder + "/cert.pem", keyFile: engine.certificateFolder + "/key.pem")
                #expect(try await fetcher.fetch(request).status == 200)
                let stranger = try TemporaryFolder()
                try stranger.write(TestCertificate.authority().chain, to: "ca.pem")
                request.caFile = stranger.path("ca.pem")
                await #expect(throws: FetchFailure(.tlsFailed)) {
                    try await HTTPFetcher().fetch(request)
                }
            }
        }

        @Test func `an engine tells of itself`() async throws {
            try await withEngine { scope in
                #expect(EngineVersion.known.contains(scope.client.version))
                let information = try await scope.client.information()
                #expect(information.storageDriver == "vfs")
                #expect(information.processors > 0)
                #expect(information.limitsMemory)
            }
        }
    }
}
