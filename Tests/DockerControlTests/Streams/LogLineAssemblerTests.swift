import DockerControl
import ProxyModel
import Testing

@Suite struct `Putting lines of a log together` {
    private func part(
        _ text: String, _ stream: LogStreamDecoder.Stream = .output, isFrameStart: Bool = true
    ) -> LogStreamDecoder.Part {
        LogStreamDecoder.Part(stream: stream, isFrameStart: isFrameStart, bytes: Array(text.utf8))
    }

    @Test func `lines of both streams do not mix`() {
        var lines = LogLineAssembler(hasTimes: false)
        #expect(lines.feed(part("on")).isEmpty)
        #expect(lines.feed(part("wrong\n", .errors)).map(\.text) == ["wrong"])
        #expect(lines.feed(part("e\r\ntwo\n\nthr")).map(\.text) == ["one", "two", ""])
        #expect(lines.finish().map(\.text) == ["thr"])
        #expect(lines.finish().isEmpty)
    }

    @Test func `the time of a line is that of its first frame`() throws {
        var lines = LogLineAssembler(hasTimes: true)
        #expect(lines.feed(part("2026-01-02T03:04:05.123456789Z begin,")).isEmpty)
        #expect(lines.feed(part("2026-01-02T03:04:06Z go", isFrameStart: true)).isEmpty)
        #expect(lines.feed(part("es on", isFrameStart: false)).isEmpty)
        let line = try #require(lines.feed(part("2026-01-02T03:04:07Z , end\n")).first)
        #expect(line.text == "begin,goes on, end")
        #expect(line.time?.description == "2026-01-02T03:04:05.123Z")
    }

    @Test func `a time split over two parts is still one`() {
        var lines = LogLineAssembler(hasTimes: true)
        #expect(lines.feed(part("2026-01-02T03:")).isEmpty)
        let line = lines.feed(part("04:05Z text\n", isFrameStart: false)).first
        #expect(line?.text == "text")
        #expect(line?.time != nil)
    }

    @Test func `each line of a terminal has a time`() {
        var lines = LogLineAssembler(hasTimes: true, hasTerminal: true)
        let found = lines.feed(part("2026-01-02T03:04:05Z one\r\n2026-01-02T03:04:06Z two\r\n", isFrameStart: false))
        #expect(found.map(\.text) == ["one", "two"])
        #expect(found.allSatisfy { $0.time != nil })
    }

    @Test func `what has no time where one should be is kept as text`() {
        var lines = LogLineAssembler(hasTimes: true)
        #expect(lines.feed(part("no-time-here\n")).map(\.text) == ["no-time-here"])
        let long = String(repeating: "x", count: 60)
        #expect(lines.feed(part(long + "\n")).map(\.text) == [long])
    }

    @Test func `a line that is too long is cut`() {
        var lines = LogLineAssembler(hasTimes: false)
        let found = lines.feed(part(String(repeating: "x", count: LogLineAssembler.maxBytes * 2 + 1) + "\n"))
        #expect(found.map(\.bytes.count) == [LogLineAssembler.maxBytes, LogLineAssembler.maxBytes, 1])
        #expect(found.map(\.isCut) == [true, true, false])
    }
}
