import DockerControl
import ProxyModel
import Testing

@Suite struct `Taking apart lines of JSON` {
    @Test func `documents are complete wherever the bytes are split`() {
        let bytes = Array("{\"a\":1}\r\n\n[2]\n\"three\"".utf8)
        for split in 0...bytes.count {
            var decoder = JSONLinesDecoder()
            var documents = decoder.feed(Array(bytes[..<split])) + decoder.feed(Array(bytes[split...]))
            if let last = decoder.finish() { documents.append(last) }
            #expect(documents == [["a": 1], [2], "three"])
        }
    }

    @Test func `a line that is no JSON is refused`() {
        var decoder = JSONLinesDecoder()
        #expect(decoder.feed(Array("<html>\n".utf8)).isEmpty)
        #expect(decoder.failure == EngineFailure(.protocolViolation))
    }

    @Test func `what comes before a line that is no JSON is not lost, what comes after it is`() {
        var decoder = JSONLinesDecoder()
        #expect(decoder.feed(Array("[1]\n<html>\n[2]\n".utf8)) == [[1]])
        #expect(decoder.failure == EngineFailure(.protocolViolation))
        #expect(decoder.feed(Array("[3]\n".utf8)).isEmpty)
        #expect(decoder.finish() == nil)
    }

    @Test func `a last line that is no JSON is refused`() {
        var decoder = JSONLinesDecoder()
        #expect(decoder.feed(Array("[1]\n{".utf8)) == [[1]])
        #expect(decoder.failure == nil)
        #expect(decoder.finish() == nil)
        #expect(decoder.failure == EngineFailure(.protocolViolation))
    }

    @Test func `a line that is too long is refused before it ends`() {
        var decoder = JSONLinesDecoder()
        let part = [UInt8](repeating: 0x20, count: JSONLinesDecoder.maxBytes)
        #expect(decoder.feed(part).isEmpty)
        #expect(decoder.failure == nil)
        #expect(decoder.feed([0x20]).isEmpty)
        #expect(decoder.failure == EngineFailure(.tooLarge))
    }
}
