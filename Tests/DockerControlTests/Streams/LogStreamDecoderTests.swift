import DockerControl
import Testing

@Suite struct `Taking apart the streams of a log` {
    private func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        let count = UInt32(text.utf8.count)
        return [stream, 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) } + Array(text.utf8)
    }

    private func decode(_ parts: [[UInt8]], hasTerminal: Bool = false) throws -> [String] {
        var decoder = LogStreamDecoder(hasTerminal: hasTerminal)
        var texts: [LogStreamDecoder.Stream: [UInt8]] = [:]
        for part in parts {
            for piece in try decoder.feed(part) { texts[piece.stream, default: []] += piece.bytes }
        }
        #expect(!decoder.isInsideFrame)
        return [LogStreamDecoder.Stream.output, .errors].map { String(decoding: texts[$0] ?? [], as: UTF8.self) }
    }

    @Test func `frames are told apart wherever the bytes are split`() throws {
        let bytes = frame(1, "out") + frame(2, "errors") + frame(1, "") + frame(0, "put") + frame(2, "!")
        for split in 0...bytes.count {
            #expect(try decode([Array(bytes[..<split]), Array(bytes[split...])]) == ["output", "errors!"])
        }
        #expect(try decode(bytes.map { [$0] }) == ["output", "errors!"])
    }

    @Test func `the start of a frame is told once`() throws {
        var decoder = LogStreamDecoder()
        let bytes = frame(1, "ab")
        #expect(try decoder.feed(Array(bytes[..<9])).map(\.isFrameStart) == [true])
        #expect(decoder.isInsideFrame)
        #expect(try decoder.feed(Array(bytes[9...])).map(\.isFrameStart) == [false])
    }

    @Test func `a terminal's output is taken as it is`() throws {
        #expect(try decode([[3, 1, 0x41], [0x42]], hasTerminal: true) == ["\u{3}\u{1}AB", ""])
    }

    @Test(arguments: [[3, 0, 0, 0], [1, 0, 0, 1], [0x48, 0x54, 0x54, 0x50]] as [[UInt8]])
    func `what is no head of a frame is refused`(head: [UInt8]) {
        var decoder = LogStreamDecoder()
        #expect(throws: EngineFailure(.protocolViolation)) { try decoder.feed(head + [0, 0, 0, 1, 0]) }
    }

    @Test func `a length that lies keeps nothing`() throws {
        var decoder = LogStreamDecoder()
        #expect(try decoder.feed([1, 0, 0, 0, 255, 255, 255, 255, 0x41]).map(\.bytes) == [[0x41]])
        #expect(decoder.isInsideFrame)
    }

    @Test(arguments: 0..<200) func `no bytes end the program`(seed: UInt64) {
        var random = SeededBytes(seed: seed)
        var decoder = LogStreamDecoder()
        var lines = LogLineAssembler(hasTimes: seed % 2 == 0)
        var json = JSONLinesDecoder()
        for _ in 0..<20 {
            let bytes = random.bytes(upTo: 64)
            for part in (try? decoder.feed(bytes)) ?? [] { _ = lines.feed(part) }
            _ = try? json.feed(bytes)
        }
        _ = lines.finish()
        _ = try? json.finish()
    }
}
