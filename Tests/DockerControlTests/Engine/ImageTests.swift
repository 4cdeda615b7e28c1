import DockerControl
import Glibc
import TestSupport
import Testing

extension EngineTests {
    @Suite struct `Images` {
        private func image(_ scope: EngineScope, _ tag: String = "1") throws -> ImageReference {
            try #require(ImageReference("test.local/\(scope.mark):\(tag)"))
        }

        @Test func `an image is built from files, named, listed and removed`() async throws {
            try await withEngine { scope in
                let name = try image(scope)
                var options = BuildOptions(name: name)
                options.hasNetwork = false
                options.arguments = ["WORD": "said"]
                options.labels = ["test": scope.mark]
                let dockerfile = """
                    FROM \(DockerEngine.image)
                    ARG WORD
                    COPY data/file /file
                    RUN echo $WORD && cat /file
                    EXPOSE 3000 53/udp
                    USER 65534
                    """
                var output = ""
                let id = try await scope.client.build(
                    options,
                    context: .files(["Dockerfile": Array(dockerfile.utf8), "data/file": Array("content\n".utf8)])
                ) { part in if case .text(let text) = part { output += text } }
                #expect(output.contains("said\ncontent\n"))
                let details = try await scope.client.image(name)
                #expect(details.id == id)
                #expect(details.exposedPorts == [3000])
                #expect(details.user == "65534")
                #expect(details.labels["test"] == scope.mark)
                let other = try image(scope, "2")
                try await scope.client.tag(name, as: other)
                let listed = try await scope.client.images(labels: ["test=\(scope.mark)"])
                #expect(listed.map(\.id) == [id])
                #expect(listed.first?.tags.count == 2)
                #expect(try await scope.client.removeImage(name))
                #expect(try await scope.client.removeImage(other))
                #expect(try await !scope.client.removeImage(other))
                #expect(await failure { try await scope.client.image(name) }?.code == .notFound)
            }
        }

        @Test func `a step that fails ends the build with its words`() async throws {
            try await withEngine { scope in
                var options = BuildOptions(name: try image(scope))
                options.hasNetwork = false
                let dockerfile = "FROM \(DockerEngine.image)\nRUN echo before && exit 4\n"
                var output = ""
                let failed = await failure {
                    try await scope.client.build(options, context: .files(["Dockerfile": Array(dockerfile.utf8)])) {
                        part in
                        if case .text(let text) = part { output += text }
                    }
                }
                #expect(failed?.code == .failed)
                #expect(failed?.message.contains("returned a non-zero code: 4") == true)
                #expect(output.contains("before\n"))
            }
        }

        @Test func `a Dockerfile that makes no sense is refused`() async throws {
            try await withEngine { scope in
                let options = BuildOptions(name: try image(scope))
                let failed = await failure {
                    try await scope.client.build(options, context: .files(["Dockerfile": Array("NONSENSE\n".utf8)])) {
                        _ in
                    }
                }
                #expect(failed?.code == .invalidRequest || failed?.code == .failed)
                #expect(failed?.message.lowercased().contains("nonsense") == true)
            }
        }

        @Test func `a folder is sent as it is, but what is ignored`() async throws {
            try await withEngine { scope in
                let long = String(repeating: "n", count: 90)
                try ContextFixture.fill(
                    scope.engine.folder + "/" + scope.mark,
                    files: [
                        ".dockerignore": "secret\n*.log\n!kept.log\nDockerfile\n", "secret": "s", "a.log": "l",
                        "kept.log": "k",
                        "sub/\(long)/\(long)": "deep", "empty": "",
                        "large": String(repeating: "0123456789", count: 200_000),
                        "Dockerfile": """
                        FROM \(DockerEngine.image)
                        COPY . /context
                        RUN cd /context && busybox find . | busybox sort && busybox wc -c < large && cat link
                        """,
                    ], links: ["link": "kept.log"])
                var options = BuildOptions(name: try image(scope))
                options.hasNetwork = false
                var output = ""
                _ = try await scope.client.build(
                    options, context: .folder(OpenFolder(scope.engine.folder + "/" + scope.mark))
                ) {
                    part in
                    if case .text(let text) = part { output += text }
                }
                // The engine itself takes the Dockerfile away once it has read it.
                let expected = [
                    ".", "./.dockerignore", "./empty", "./kept.log", "./large", "./link", "./sub",
                    "./sub/\(long)", "./sub/\(long)/\(long)", "2000000", "k",
                ]
                #expect(output.contains(expected.joined(separator: "\n")), "\(output)")
                try await scope.client.removeImage(try image(scope))
            }
        }

        @Test func `a build that takes too long is given up`() async throws {
            try await withEngine { scope in
                var options = BuildOptions(name: try image(scope))
                options.hasNetwork = false
                options.overallDeadline = .seconds(2)
                let dockerfile = "FROM \(DockerEngine.image)\nRUN busybox sleep 60\n"
                let failed = await failure {
                    try await scope.client.build(options, context: .files(["Dockerfile": Array(dockerfile.utf8)])) {
                        _ in
                    }
                }
                #expect(failed?.code == .timedOut)
            }
        }

        @Test func `what is ignored does not stop a build, what is not does`() async throws {
            try await withEngine { scope in
                let root = scope.engine.folder + "/" + scope.mark
                let dockerfile =
                    "FROM \(DockerEngine.image)\nCOPY . /context\nRUN cd /context && busybox find . | busybox sort\n"
                let deep = "deep" + String(repeating: "/d", count: 70)
                try ContextFixture.fill(
                    root,
                    files: [
                        ".dockerignore": "*\n!kept/file\n", "Dockerfile": dockerfile, deep + "/file": "",
                        "kept/file": "",
                        "kept/other": "",
                    ])
                // A name that is no UTF-8.
                let name = Array(root.utf8CString.dropLast()) + [0x2F, 0x61, -1, 0]
                close(unsafe open(name, O_WRONLY | O_CREAT, 0o644))
                var options = BuildOptions(name: try image(scope))
                options.hasNetwork = false
                var output = ""
                _ = try await scope.client.build(options, context: .folder(OpenFolder(root))) { part in
                    if case .text(let text) = part { output += text }
                }
                #expect(output.contains(".\n./kept\n./kept/file\n"), "\(output)")
                try await scope.client.removeImage(try image(scope))
                try ContextFixture.fill(root, files: [".dockerignore": "deep\n"])
                await #expect(throws: BuildContextFailure(path: "a\u{FFFD}", reason: "the name is no UTF-8")) {
                    _ = try await scope.client.build(options, context: .folder(OpenFolder(root))) { _ in }
                }
                try ContextFixture.fill(root, files: [".dockerignore": "a*\n"])
                await #expect(throws: BuildContextFailure.self) {
                    _ = try await scope.client.build(options, context: .folder(OpenFolder(root))) { _ in }
                }
            }
        }

        @Test func `the Dockerfile that is given counts, whatever the folder's has become`() async throws {
            try await withEngine { scope in
                let root = scope.engine.folder + "/" + scope.mark
                let judged = Array("FROM \(DockerEngine.image)\nLABEL judged=yes\n".utf8)
                var options = BuildOptions(name: try image(scope))
                options.hasNetwork = false
                options.dockerfile = "sub/Dockerfile"
                let evil = "FROM 127.0.0.1:9/evil\n"
                try ContextFixture.fill(
                    root, files: [".dockerignore": "sub\n", "sub/Dockerfile": evil, "other/Dockerfile": evil])
                var output = ""
                _ = try await scope.client.build(options, context: .folder(OpenFolder(root), dockerfile: judged)) {
                    part in
                    if case .text(let text) = part { output += text }
                }
                #expect(output.contains("LABEL judged=yes"), "\(output)")

                // A link where it was is no way to another one.
                unsafe unlink(root + "/.dockerignore")
                unsafe unlink(root + "/sub/Dockerfile")
                try ContextFixture.fill(root, files: [:], links: ["sub/Dockerfile": "../other/Dockerfile"])
                _ = try await scope.client.build(options, context: .folder(OpenFolder(root), dockerfile: judged)) { _ in
                }
                unsafe unlink(root + "/sub/Dockerfile")
                unsafe rmdir(root + "/sub")
                try ContextFixture.fill(root, files: [:], links: ["sub": "other"])
                await #expect(throws: BuildContextFailure.self) {
                    _ = try await scope.client.build(options, context: .folder(OpenFolder(root), dockerfile: judged)) {
                        _ in
                    }
                }
                try await scope.client.removeImage(try image(scope))
            }
        }

        @Test func `a folder that is not there is named`() async throws {
            try await withEngine { scope in
                let options = BuildOptions(name: try image(scope))
                await #expect(throws: BuildContextFailure(path: "/nothing", reason: "not there")) {
                    _ = try await scope.client.build(options, context: .folder(OpenFolder("/nothing"))) { _ in }
                }
            }
        }

        @Test func `a pull from a registry that is not there says why`() async throws {
            try await withEngine { scope in
                // Nothing listens at the discard port of the loopback interface.
                let image = try #require(ImageReference("127.0.0.1:9/nothing:1"))
                let failed = await failure {
                    for try await _ in try await scope.client.pull(image) {}
                }
                #expect(failed?.code == .failed)
                #expect(failed?.message.contains("connection refused") == true)
            }
        }
    }
}
