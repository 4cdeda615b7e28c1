import DockerControl
import Testing

@Suite struct `Taking apart the streams of a log` {
    private func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        let count = UInt32(text.utf8.count)
        return [stream, 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) } + Array(text.utf8)
    }

    private func decode(_ parts: [[UInt8]], hasTerminal: Bool = false) -> [String] {
        var decoder = LogStreamDecoder(hasTerminal: hasTerminal)
        var texts: [LogStreamDecoder.Stream: [UInt8]] = [:]
        for part in parts {
            for piece in decoder.feed(part) { texts[piece.stream, default: []] += piece.bytes }
        }
        decoder.finish()
        #expect(decoder.failure == nil)
        return [LogStreamDecoder.Stream.output, .errors].map { String(decoding: texts[$0] ?? [], as: UTF8.self) }
    }

    @Test func `frames are told apart wherever the bytes are split`() {
        let bytes = frame(1, "out") + frame(2, "errors") + frame(1, "") + frame(0, "put") + frame(2, "!")
        for split in 0...bytes.count {
            #expect(decode([Array(bytes[..<split]), Array(bytes[split...])]) == ["output", "errors!"])
        }
        #expect(decode(bytes.map { [$0] }) == ["output", "errors!"])
    }

    @Test func `the start of a frame is told once`() {
        var decoder = LogStreamDecoder()
        let bytes = frame(1, "ab")
        #expect(decoder.feed(Array(bytes[..<9])).map(\.isFrameStart) == [true])
        #expect(decoder.isInsideFrame)
        #expect(decoder.feed(Array(bytes[9...])).map(\.isFrameStart) == [false])
    }

    @Test func `a terminal's output is taken as it is`() {
        #expect(decode([[3, 1, 0x41], [0x42]], hasTerminal: true) == ["\u{3}\u{1}AB", ""])
    }

    @Test(arguments: [[3, 0, 0, 0], [1, 0, 0, 1], [0x48, 0x54, 0x54, 0x50]] as [[UInt8]])
    func `what is no head of a frame is refused`(head: [UInt8]) {
        var decoder = LogStreamDecoder()
        #expect(decoder.feed(frame(1, "before") + head + [0, 0, 0, 1, 0]).map(\.bytes) == [Array("before".utf8)])
        #expect(decoder.failure == EngineFailure(.protocolViolation))
        #expect(decoder.feed(frame(1, "after")).isEmpty)
    }

    @Test func `a length that lies keeps nothing`() {
        var decoder = LogStreamDecoder()
        #expect(decoder.feed([1, 0, 0, 0, 255, 255, 255, 255, 0x41]).map(\.bytes) == [[0x41]])
        #expect(decoder.isInsideFrame)
    }

    @Test(arguments: [[1, 0, 0], [1, 0, 0, 0, 0, 0, 0, 2, 0x41]] as [[UInt8]])
    func `an end inside of a frame is told`(bytes: [UInt8]) {
        var decoder = LogStreamDecoder()
        _ = decoder.feed(bytes)
        #expect(decoder.failure == nil)
        decoder.finish()
        #expect(decoder.failure == EngineFailure(.interrupted))
    }

    @Test(arguments: 0..<200) func `no bytes end the program`(seed: UInt64) {
        var random = SeededBytes(seed: seed)
        var decoder = LogStreamDecoder()
        var lines = LogLineAssembler(hasTimes: seed % 2 == 0)
        var json = JSONLinesDecoder()
        for _ in 0..<20 {
            let bytes = random.bytes(upTo: 64)
            for part in decoder.feed(bytes) { _ = lines.feed(part) }
            _ = json.feed(bytes)
        }
        _ = lines.finish()
        _ = json.finish()
    }
}
