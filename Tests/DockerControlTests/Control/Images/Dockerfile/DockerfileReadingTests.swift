import TestSupport
import Testing

@testable import DockerControl

extension EngineTests {
    @Suite struct `Reading of Dockerfiles` {
        /// Nothing listens at the discard port of the loopback interface.
        private static let evil = "127.0.0.1:9/evil"
        private static let parts = [
            "FROM \(DockerEngine.image)\n", "FROM \(evil)\n", "FROM ", evil, evil + "\n", "\n", "\n", "\\\n", " \\ \n",
            "# c\n", "  # c \\\n", "\\\\\n", "CMD echo \\\n", "CMD x\n", " AS x\n", "FROM x\n", "LABEL a=b \\\n",
            "COPY --from=\(evil) /a /b\n", "COPY --from=x /bin/busybox /b\n",
            "COPY --chown=\u{E0}--from=\(evil) /a /b\n",
            "ONBUILD ", "ONBUILD COPY --from=\(evil) /a /b\n", "$E", "${E:-\(DockerEngine.image)}", "ARG E=\(evil)\n",
            "ARG E\n", "ARG F=\"1\" E=\(evil)\n", "CMD <<EOF\n", "EOF\n", "# escape=`\n", "`\n", "\"", "'", "\r\n",
            "\u{A0}", "\t", "fr\\\nom ", "--platform=linux ",
        ]

        @Test func `an engine asks for no image that was not found in the file`() async throws {
            try await withEngine { scope in
                var random = SeededBytes(seed: 7)
                var options = BuildOptions(name: try #require(ImageReference("localhost/\(scope.mark):1")))
                options.hasNetwork = false
                var tried = 0
                for _ in 0..<60_000 where tried < 30 {
                    var file = random.next() % 4 == 0 ? "" : "FROM \(DockerEngine.image)\n"
                    for _ in 0..<(2 + random.next() % 8) {
                        file += Self.parts[Int(random.next() % UInt64(Self.parts.count))]
                    }
                    guard file.contains(Self.evil),
                        let bases = try? DockerfileBases(Array(file.utf8), arguments: [:]),
                        bases.all.allSatisfy({ $0.image == DockerEngine.image })
                    else { continue }
                    tried += 1
                    let failed = await failure {
                        try await scope.client.build(options, context: .files(["Dockerfile": Array(file.utf8)])) { _ in
                        }
                    }
                    #expect(failed?.message.contains("dial tcp 127.0.0.1:9") != true, "\(file.debugDescription)")
                }
                #expect(tried == 30)
                _ = try? await scope.client.removeImage(options.name)
            }
        }

        @Test func `an engine asks for no syntax that the file names`() async throws {
            try await withEngine { scope in
                var options = BuildOptions(name: try #require(ImageReference("localhost/\(scope.mark):1")))
                options.hasNetwork = false
                let file = "# syntax=\(Self.evil)\nFROM \(DockerEngine.image)\nLABEL a=b\n"
                _ = try await scope.client.build(options, context: .files(["Dockerfile": Array(file.utf8)])) { _ in }
                try await scope.client.removeImage(options.name)
            }
        }
    }
}
