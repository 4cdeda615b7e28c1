import DockerControl
import Egress
import ProxyModel
import TestSupport
import Testing

extension EngineTests {
    @Suite struct `Following labels` {
        /// Waits until something holds of the configuration.
        private func wait(
            _ editor: MemoryEditor, _ what: Comment, until condition: (ConfigurationSnapshot) -> Bool
        ) async throws {
            let end = ContinuousClock.now + .seconds(20)
            while !condition(editor.snapshot) {
                try #require(ContinuousClock.now < end, what)
                try await Task.sleep(for: .milliseconds(20))
            }
        }

        private func answers(_ upstream: UpstreamURL?, _ fetcher: HTTPFetcher) async -> Bool {
            guard let upstream else { return false }
            var request = FetchRequest("GET", "\(upstream)/true")
            request.deadline = .seconds(2)
            request.intermediary = .none
            return (try? await fetcher.fetch(request).status) == 200
        }

        @Test func `a container that somebody started has an address as long as it is there`() async throws {
            try await withEngine { scope in
                try await withControl { control in
                    try await control.withController { controller in
                        let editor = control.editor
                        let follower = LabelFollower(
                            globs: ["*.apps.test"], controller: controller, editor: editor,
                            snapshot: { editor.snapshot }, now: ControlScope.now, note: { _ in })
                        let task = Task { await follower.run() }
                        defer { task.cancel() }
                        let network = try scope.name("n")
                        _ = try await scope.client.createNetwork(network, labels: ["test": scope.mark])
                        let host = "\(scope.mark).apps.test"
                        let container = try await scope.run("exec busybox httpd -f -p 8080 -h /bin") { specification in
                            specification.network = NetworkAttachment(network)
                            specification.labels["proxyd.enable"] = "true"
                            specification.labels["proxyd.host"] = host
                            specification.labels["proxyd.port"] = "8080"
                        }
                        try await wait(editor, "no proxy") { $0.proxies[host] != nil }
                        let service = try #require(editor.snapshot.proxies[host]?.value.traffic?.value.service)
                        try await wait(editor, "not ready") { $0.serviceEndpoints[service]?.value.phase == .ready }
                        let upstream = editor.snapshot.serviceEndpoints[service]?.value.upstreams.first
                        #expect(await answers(upstream, control.fetcher))
                        try await scope.client.stopContainer(container, seconds: 0)
                        try await wait(editor, "not stopped") { $0.serviceEndpoints[service]?.value.phase == .stopped }
                        #expect(editor.snapshot.proxies[host] != nil)
                        try await scope.client.removeContainer(container)
                        try await wait(editor, "not gone") { $0.proxies.isEmpty && $0.serviceEndpoints.isEmpty }
                    }
                }
            }
        }

        @Test func `what an image says of itself is no wish of who runs it`() async throws {
            try await withEngine { scope in
                let name = try #require(ImageReference("test.local/\(scope.mark):1"))
                var options = BuildOptions(name: name)
                options.hasNetwork = false
                options.labels = ["proxyd.enable": "true", "proxyd.host": "a.apps.test", "proxyd.port": "8080"]
                let dockerfile = "FROM \(DockerEngine.image)\n"
                _ = try await scope.client.build(options, context: .files(["Dockerfile": Array(dockerfile.utf8)])) {
                    _ in
                }
                let container = try await scope.run("sleep 60") { $0.image = name }
                #expect(
                    try await scope.client.containers(labels: ["proxyd.enable=true"]).contains { $0.id == container })
                try await withControl { control in
                    try await control.withController { controller in
                        let editor = control.editor
                        let follower = LabelFollower(
                            globs: ["*"], controller: controller, editor: editor, snapshot: { editor.snapshot },
                            now: ControlScope.now, note: { _ in })
                        let task = Task { await follower.run() }
                        // One that comes later shows that the follower has looked.
                        let other = try #require(EngineName("\(scope.mark)-other"))
                        var specification = try scope.specification("sleep 60")
                        specification.labels["proxyd.enable"] = "true"
                        specification.labels["proxyd.host"] = "b.apps.test"
                        specification.labels["proxyd.port"] = "8080"
                        _ = try await scope.client.createContainer(specification, named: other)
                        try await wait(editor, "not looked") { $0.proxies["b.apps.test"] != nil }
                        #expect(editor.snapshot.proxies["a.apps.test"] == nil)
                        task.cancel()
                        await task.value
                    }
                }
                try await scope.client.removeContainer(container, isForced: true)
                try await scope.client.removeImage(name)
            }
        }
    }
}
