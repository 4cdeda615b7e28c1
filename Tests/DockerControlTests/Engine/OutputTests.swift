import DockerControl
import ProxyModel
import Testing

extension EngineTests {
    @Suite struct `Logs and statistics` {
        @Test func `both streams come as lines with their times`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("echo one; echo two >&2; printf 'no end'")
                _ = try await scope.client.waitForContainer(id)
                var range = EngineClient.LogRange(lastLines: nil)
                range.hasTimes = true
                var lines: [LogLine] = []
                for try await line in try await scope.client.logs(of: id, range) { lines.append(line) }
                #expect(lines.filter { $0.stream == .output }.map(\.text) == ["one", "no end"])
                #expect(lines.filter { $0.stream == .errors }.map(\.text) == ["two"])
                #expect(lines.allSatisfy { $0.time != nil && !$0.isCut })
            }
        }

        @Test func `a hundred thousand lines are read at the reader's pace`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("seq 1 100000")
                _ = try await scope.client.waitForContainer(id)
                var count = 0
                for try await line in try await scope.client.logs(of: id, .init(lastLines: nil)) {
                    count += 1
                    #expect(line.text == String(count))
                }
                #expect(count == 100_000)
                var last: [String] = []
                for try await line in try await scope.client.logs(of: id, .init(lastLines: 3)) {
                    last.append(line.text)
                }
                #expect(last == ["99998", "99999", "100000"])
            }
        }

        @Test func `a line longer than the engine's frames stays one line`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("head -c 50000 /dev/zero | busybox tr '\\0' x; echo; echo next")
                _ = try await scope.client.waitForContainer(id)
                var range = EngineClient.LogRange()
                range.hasTimes = true
                var lines: [LogLine] = []
                for try await line in try await scope.client.logs(of: id, range) { lines.append(line) }
                #expect(lines.map(\.bytes.count) == [50_000, 4])
                #expect(lines.first?.bytes.allSatisfy { $0 == UInt8(ascii: "x") } == true)
            }
        }

        @Test func `following ends with the container`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("echo first; read line; sleep 0.3; echo last")
                var range = EngineClient.LogRange()
                range.follows = true
                var lines: [String] = []
                for try await line in try await scope.client.logs(of: id, range) { lines.append(line.text) }
                #expect(lines == ["first", "last"])
            }
        }

        @Test func `following ends with the reader's task`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("echo first; exec sleep 60")
                let (lines, continuation) = AsyncStream.makeStream(of: String.self)
                let client = scope.client
                let reader = Task {
                    var range = EngineClient.LogRange()
                    range.follows = true
                    for try await line in try await client.logs(of: id, range) { continuation.yield(line.text) }
                }
                for await line in lines where line == "first" { break }
                reader.cancel()
                let result = await reader.result
                #expect(throws: EngineFailure(.cancelled)) { try result.get() }
            }
        }

        @Test func `statistics grow with what is used`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("while :; do :; done")
                var samples: [ContainerStatistics] = []
                for try await sample in try await scope.client.statisticsStream(of: id) {
                    samples.append(sample)
                    if samples.count == 2 { break }
                }
                let (first, second) = (try #require(samples.first), try #require(samples.last))
                #expect(second.processorPercent(since: first) > 1)
                #expect(second.processorPercent(since: first) <= 150)
                #expect(first.processorPercent(since: second) == 0)
                #expect(second.processes == 1)
                #expect(second.memoryBytes > 0)
                #expect(second.time != nil)
            }
        }

        @Test func `what a program inside writes and returns is collected`() async throws {
            try await withEngine { scope in
                let id = try await scope.run("exec sleep 60")
                let result = try await scope.client.run(["sh", "-c", "echo out; echo err >&2; exit 3"], in: id)
                #expect(result.exitCode == 3)
                #expect(result.output == Array("out\n".utf8))
                #expect(result.errors == Array("err\n".utf8))
                let cut = try await scope.client.run(["seq", "1", "100000"], in: id, limit: 100)
                #expect(cut.isCut)
                #expect(cut.output.count == 100)
                let late = await failure {
                    try await scope.client.run(["sleep", "60"], in: id, within: .milliseconds(300))
                }
                #expect(late?.code == .timedOut)
                try await scope.client.stopContainer(id, seconds: 0)
                #expect(await failure { try await scope.client.run(["true"], in: id) }?.code == .conflict)
            }
        }
    }
}
